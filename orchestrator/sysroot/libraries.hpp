// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sysroot/sysroot.hpp"

namespace crossroot::sysroot {

/// Version of the rules of add_libraries(): part of the key of the libraries action.
inline constexpr std::string_view k_libraries_version = "libraries-1";

/// Where add_libraries() leaves what it found out. CC reads the notes before each link;
/// the other two are for messages after a link that failed.
inline constexpr std::string_view k_library_notes = "usr/lib/crossroot/libraries";
inline constexpr std::string_view k_library_record = "usr/lib/crossroot/libraries.json";
inline constexpr std::string_view k_hidden_libraries = "usr/lib/crossroot/shared";

/// How third-party libraries are to be taken (recipe: [libraries]).
struct LibraryRules {
  const Triplet& triplet;
  const Floor& floor;
  std::string link; ///< static | shared | bundled
};

/// Hard-links `sysroot` into the empty folder `into` and adds what a compiler, a linker
/// and pkg-config need of the packages. With link = "static" no shared library of theirs
/// is where a linker looks. Nothing of the sysroot is replaced: two different files of
/// one name are an Error (definition) naming both sides. `from` is the packages'
/// definition.
Result<void> add_libraries(const fs::path& sysroot,
                           const std::vector<PackageTree>& packages,
                           const Definition& from,
                           const LibraryRules& rules,
                           const fs::path& into);

/// Folders of a tree in which linker and loader look for libraries, in their order.
std::vector<std::string> library_folders(const Triplet& triplet);

/// The shared libraries of [libraries] that a file with these needs is loaded with:
/// name in DT_NEEDED → path below `tree`. What the libc itself brings is not among them,
/// nor what the tree does not have.
Result<std::map<std::string, std::string>> shared_closure(
    const fs::path& tree, const Triplet& triplet, const std::vector<std::string>& needed);

} // namespace crossroot::sysroot
