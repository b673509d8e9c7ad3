// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/distributions.hpp"
#include "elf/elf_file.hpp"
#include "elf/go_build_info.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace crossroot::verify {

/// What the file asks of the system that loads it, as verdicts are made of. `triplet` is
/// the expected one or the one that the file looks made for.
catalog::Requirement requirement_of(const elf::ElfFile& file,
                                    const std::optional<Triplet>& triplet,
                                    const elf::GoBuildInfo* go);

/// The libstdc++ (GLIBCXX) that first had a CXXABI node; empty for the oldest ones. Of
/// one that no table knows only a lower bound: the newest that is known.
Version libstdcxx_with(const Version& cxxabi);

/// One version node that the file insists on, and who asks for it.
struct NodeDemand {
  enum class Family : std::uint8_t { libc, libstdcxx, libgcc };
  Family family = Family::libc;
  std::string library;              ///< "libc.so.6"
  std::string node;                 ///< "GLIBC_2.34"
  Version version;                  ///< that a system must have; empty: not known
  std::vector<std::string> symbols; ///< sorted; empty for a node without symbols
};

/// What one file asks, down to its symbols.
struct FileDemand {
  std::string file;           ///< as it is shown
  std::filesystem::path path; ///< where its bytes stand on this machine; "" if nowhere
  std::string problem; ///< why no loader takes it: "no ELF file …"; "" if one may
  catalog::Requirement requirement;
  std::vector<std::string> other_libraries; ///< needed ones of neither libc nor gcc
  std::vector<NodeDemand> nodes;            ///< by family, then newest first
};

/// Reads a file's demand. An Error (io) only if it cannot be read at all; what is no
/// ELF file, or one that nothing loads, comes back with its problem.
Result<FileDemand> read_demand(const std::filesystem::path& file,
                               const std::string& shown_as);
FileDemand read_demand(elf::ByteSource& source, const std::string& shown_as);

/// "glibc 2.34, libstdc++ 3.4.30, libgcc 3.0, kernel 3.2", "nothing".
std::string render_requirement(const catalog::Requirement& requirement);

} // namespace crossroot::verify
