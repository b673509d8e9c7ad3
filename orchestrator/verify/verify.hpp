// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "recipe/recipe.hpp"
#include "target/triplet.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace crossroot::elf {
class ByteSource;
} // namespace crossroot::elf

namespace crossroot::verify {

namespace fs = std::filesystem;

/// Version of all checks; part of the key of the verify action.
inline constexpr std::string_view k_policy_version = "verify-7";

enum class Status : std::uint8_t { pass, fail, skip, unknown, waived };

/// The ids of all checks, sorted: "abi-marker" … "version-provider". Each report of an
/// ELF file has one finding of each. recipe/ knows the same ones, for waivers.
std::vector<std::string_view> check_ids();

/// What one check says of one file. `fail` and `unknown` fail the run.
struct Finding {
  std::string check; ///< stable id: "glibc-floor"
  Status status = Status::pass;
  std::string expected;
  std::string found;
  std::vector<std::string> evidence; ///< "pidfd_spawn@GLIBC_2.39 (libc.so.6)", sorted
  std::string cause;                 ///< object and package that pulled it in
  std::string loads_on, refused_by;  ///< distributions
  std::string remedy;                ///< a line of the recipe
  std::string
      waiver; ///< "until 2027-01-01: reason (owner)"; of one that fails: "ended …"
};

class LibraryCache;
/// For the files of one run, whose target has the same libraries.
std::shared_ptr<LibraryCache> make_library_cache();

struct FileDemand; // verify/demand.hpp

/// What a file is held to. Everything but the file is optional for foreign files.
struct Expectations {
  std::optional<Triplet> triplet;
  Floor floor;
  AbiPolicy abi;
  std::string buildmode = "exe";
  std::string runtime = "static";
  std::string libc_link = "dynamic";
  std::string cpu_level; ///< "v2", "7": what the CPUs have; "" is the triplet's default
  bool keep_demand = false; ///< Report::demand is wanted, for a page of verdicts
  bool built_here = false;  ///< Go build info, no build paths are then required
  std::vector<fs::path>
      library_folders; ///< the target's real libraries (unfloored base tree)
  std::shared_ptr<LibraryCache>
      library_cache; ///< null: the libraries are read afresh for each file
  std::vector<std::string>
      carried; ///< libraries that come with the file: no list of libraries is about them
  std::vector<std::string>
      forbidden_paths; ///< host paths that must not appear in the bytes
  std::map<std::string, std::string> causes; ///< symbol → "spawn.o in libfoo.a, module …"
  TomlDate as_of;                            ///< waivers are judged on this day
  /// What ceilings.hpp makes of abi.ceilings for one file; a caller leaves them alone.
  std::map<std::string, std::string> by_policy; ///< check → policy whose bound it has
  std::optional<Libc> only_libc;                ///< files for the other one are refused
  std::map<std::string, NodeCeiling> newest_nodes; ///< by library
};

struct Report {
  std::string file; ///< as it is shown: "bin/inventory"
  std::uint64_t size_bytes = 0;
  Version asked_libc;                       ///< the floor it was held to
  Version found_libc;                       ///< highest version it asks of the libc
  std::vector<Finding> findings;            ///< sorted by check
  std::vector<std::string> loads_on;        ///< "RHEL 7+", "Ubuntu 18.04+" …
  std::shared_ptr<const FileDemand> demand; ///< null unless it was wanted
  bool passed() const;
  Json to_json() const;
  static Result<Report> from_json(const Json& json);
};

/// One that could not be read, and why.
struct Unread {
  std::string file;   ///< as it is shown
  std::string reason; ///< "Permission denied"
};

/// Reads the file and holds it to the expectations. An Error only if it cannot be read
/// at all; a file that is no ELF file is a failing report.
Result<Report> verify_file(const fs::path& file,
                           const std::string& shown_as,
                           const Expectations& expectations);

/// The same of a file that is open, or of bytes in memory. Reads of them what the checks
/// need: a few kilobytes by program headers and the dynamic tables; all of them, 1 MiB at
/// a time, only if there are forbidden paths.
Result<Report> verify_source(elf::ByteSource& source,
                             const std::string& shown_as,
                             const Expectations& expectations);

} // namespace crossroot::verify
