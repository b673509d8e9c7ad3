// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/distributions.hpp"
#include "elf/elf_file.hpp"
#include "elf/go_build_info.hpp"
#include "verify/target_libraries.hpp"
#include "verify/verify.hpp"

#include <functional>
#include <optional>

namespace crossroot::verify {

/// The file under judgement and what it is held to: all that a check may look at.
struct Subject {
  elf::ByteSource& source;
  elf::ElfFile file;
  std::optional<elf::GoBuildInfo> go;
  std::string go_damage; ///< why the Go record could not be read, ""
  const Expectations& expectations;
  std::optional<Triplet> triplet; ///< expected, else guessed from the file
  TargetLibraries& libraries;

  bool musl() const { return triplet && triplet->libc() == Libc::musl; }
  /// A program that asks for neither a loader nor a library.
  bool is_static() const
  {
    return !file.interpreter && file.needed.empty() && !is_library();
  }
  /// Something that is loaded by another: c-shared, or a shared object that no kernel
  /// would start.
  bool is_library() const;
};

/// The triplet whose machine, class, byte order and loader the file has.
std::optional<Triplet> guess_triplet(const elf::ElfFile& file);

/// A library that comes with glibc: libc.so.6, libm.so.6, the loader …
bool is_libc_library(std::string_view name);
/// libstdc++ and libgcc.
bool is_runtime_library(std::string_view name);

/// What the file asks of a version family, weak needs left out.
struct VersionDemand {
  Version highest;                ///< empty: nothing
  std::vector<std::string> words; ///< nodes with the prefix and no number
};
/// Over the libraries for which `wanted` holds.
VersionDemand demand_of(const elf::ElfFile& file,
                        std::string_view prefix,
                        const std::function<bool(std::string_view)>& wanted);

/// "pidfd_spawn@GLIBC_2.39 (libc.so.6)" for the file's symbols that ask for a version
/// for which `wanted` holds; the version alone where no symbol asks for it. Sorted.
struct Asking {
  std::vector<std::string> evidence;
  std::vector<std::string> symbols; ///< names alone
};
Asking symbols_asking(const elf::ElfFile& file,
                      const std::function<bool(const elf::VersionNeed&,
                                               const elf::NeededVersion&)>& wanted);

/// What is known of where these symbols came from, "" if nothing: the attribution of our
/// own builds; for other files with a Go build record, the modules in it that contain
/// cgo.
std::string causes_of(const Subject& subject, const std::vector<std::string>& symbols);

/// Evidence, cause and reach of a version floor that does not hold: what the file asks
/// above it, under one prefix, of the libraries for which `wanted` holds.
void explain_floor(const Subject& subject,
                   std::string_view prefix,
                   const Version& floor,
                   const std::function<bool(std::string_view)>& wanted,
                   Finding& finding);

Finding pass(std::string_view check, std::string expected, std::string found);
Finding skip(std::string_view check, std::string reason);
Finding fail(std::string_view check, std::string expected, std::string found);

/// The oldest version of gcc's runtime that a distribution at or above this glibc ships:
/// what a floor in libc alone promises of it.
Version oldest_beside(const Version& libc, Version catalog::Distribution::*shipped);

/// "1 path", "2 paths"
std::string counted(std::size_t count, std::string_view noun);

/// A version of glibc above the floor: check glibc-floor says so, others need not.
bool above_floor(const Expectations& expectations,
                 std::string_view library,
                 std::string_view node);

catalog::Requirement requirement_of(const Subject& subject);

/// The oldest kernel that the file can run on, and who says so ("Go 1.24 …"); an empty
/// version if nothing is known.
struct KernelDemand {
  Version kernel;
  std::vector<std::string> evidence; ///< one line an asker, sorted
};
KernelDemand kernel_demand_of(const Subject& subject);

/// The newest release of musl that the file's names need, from the table of symbol
/// introductions; empty if it needs nothing dated. Evidence is of what is above `floor`.
struct MuslDemand {
  Version highest;
  std::vector<std::string> evidence; ///< "statx, first in musl 1.2.5": the newest ones
  std::vector<std::string> symbols;
};
MuslDemand
musl_demand_of(const elf::ElfFile& file, const Triplet& triplet, const Version& floor);

/// The first release of glibc whose loader has the marker (a node without symbols);
/// empty for one that is not known.
Version release_of_marker(std::string_view name);

} // namespace crossroot::verify
