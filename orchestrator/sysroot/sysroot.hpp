// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "definition/definition.hpp"
#include "target/triplet.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace crossroot::sysroot {

namespace fs = std::filesystem;

/// Version of the rules in compose() and apply_floor(): part of their action keys.
inline constexpr std::string_view k_compose_version = "compose-1";
inline constexpr std::string_view k_floor_version = "floor-3";

/// An unpacked package, ready to be linked into a tree.
struct PackageTree {
  std::string name; ///< "libc6-dev 2.31-13+deb11u11 amd64", for messages
  fs::path folder;
};

/// Hard-links all packages into the empty folder `into` (same file system), in the
/// order given, and applies the definition's fix-ups. Returns the fix-ups made, one line
/// each, sorted. Two packages with different files of one name are an Error naming both.
/// For a sysroot, headers and libc are checked against each other. Pure but for disk.
Result<std::vector<std::string>> compose(const std::vector<PackageTree>& packages,
                                         const Definition& definition,
                                         const fs::path& into);

/// Copies `base` (hard links) into `into` and floors it (design §6, steps 2 and 3):
/// version bits in copies of the libraries, headers, linker scripts that name the compat
/// archive k_compat_archive. `static_runtime` leaves no libstdc++.so in the tree. Without
/// a floor below the base's own version it is a copy, but for a libpthread.a that gives
/// static C++ its threads, and the linker scripts if the archive has something newer.
Result<std::vector<std::string>> apply_floor(const fs::path& base,
                                             const Triplet& triplet,
                                             const Floor& floor,
                                             const Definition& definition,
                                             bool static_runtime,
                                             const fs::path& into);

/// Where the linker scripts of a floored tree look for the replacements.
inline constexpr std::string_view k_compat_archive =
    "usr/lib/crossroot/libcrossroot-compat.a";

/// Hard-links the floored tree into the empty folder `into` with `archive_file` at
/// k_compat_archive: the sysroot that builds see.
Result<void>
join_compat(const fs::path& floored, const fs::path& archive_file, const fs::path& into);

/// One replacement to compile: `name`.c → `name`.o, one function per object.
struct CompatSource {
  std::string name; ///< "getrandom"
  std::string text; ///< C source, self-contained but for the sysroot's headers
};

/// What the floor lacks and we replace, sorted by name; empty without a floor. Sources
/// are embedded from sysroots/compat/.
Result<std::vector<CompatSource>> compat_sources(const Triplet& triplet,
                                                 const Floor& floor);
/// Digest over the sources above, for the key of the compat action.
Result<Digest> compat_digest(const Triplet& triplet, const Floor& floor);
/// clang's arguments for one or more of these sources (no -o, no file names).
std::vector<std::string> compat_flags(const Triplet& triplet, const Floor& floor);
/// Writes a deterministic ar archive with a symbol index from objects sorted by name.
Result<void> write_object_archive(const std::vector<fs::path>& objects,
                                  const fs::path& into);

} // namespace crossroot::sysroot
