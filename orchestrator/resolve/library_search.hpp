// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "resolve/cgo_demands.hpp"

namespace crossroot::resolve {

/// One thing that a module asks for, and the package that brings it.
struct FoundLibrary {
  std::string asked;               ///< "pkg-config libgit2", "-lpcap", "<pcap.h>"
  std::string module;              ///< that asks first
  std::string package;             ///< "" if no package has it
  std::vector<std::string> others; ///< packages that have it, too
};

/// What a recipe's [libraries] should say.
struct LibraryAdvice {
  std::vector<FoundLibrary> found;   ///< what is not the base's own; sorted by `asked`
  std::vector<std::string> packages; ///< sorted, each once
  /// Shared libraries of the packages' closure that come in no archive, "libsystemd
  /// (libsystemd0)": with any, link = "static" may fail.
  std::vector<std::string> without_archive;
  std::vector<std::string> unserved; ///< targets for which the packages are not to be had
};

/// Looks the demands up in the contents index of the base of the recipe's first target,
/// which must be settled, and the packages in the index of each target's CPU. Fetches
/// indexes, checked by the suite's signature; nothing is locked.
Result<LibraryAdvice> find_libraries(const Recipe& recipe,
                                     const std::vector<CgoDemand>& demands,
                                     const ResolveContext& context);

/// Which of several packages to name: one that is wanted already, else for OpenSSL among
/// libraries of encryption, else the shortest name.
std::string choose_package(const std::set<std::string>& candidates,
                           const std::set<std::string>& wanted);

} // namespace crossroot::resolve
