// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sysroot/sysroot.hpp"

namespace crossroot::sysroot {

/// A tree of hard links on its way to a floor. Files are replaced, never written into:
/// their other links belong to the base.
struct FlooredTree {
  fs::path into;
  const Triplet& triplet;
  Version base;  ///< the libc's own release
  Version floor; ///< below it
  std::vector<std::string>& fixups;
};

Result<void> floor_libraries(const FlooredTree& tree);
Result<void> floor_headers(const FlooredTree& tree);
/// libc.so and libc.a name the compat archive, for which an empty one is put in place.
Result<void> floor_scripts(const FlooredTree& tree);
/// libstdc++ calls the thread functions by weak references, which take nothing out of an
/// archive: a static program with -lpthread would jump to address 0. libpthread.a becomes
/// a script that asks for them by name. From 2.34 they are in libc.a, where libc itself
/// needs them. Whatever the floor is.
Result<void> whole_static_threads(const FlooredTree& tree);

/// Removes the links by which a linker would find a shared libstdc++.
Result<void> remove_shared_runtime(const fs::path& into,
                                   std::vector<std::string>& fixups);

} // namespace crossroot::sysroot
