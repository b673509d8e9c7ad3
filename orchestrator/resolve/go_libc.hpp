// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lockfile/lockfile.hpp"
#include "resolve/resolve.hpp"

namespace crossroot::resolve {

/// Whether the go command of this release is linked with a C library: those before 1.21.
bool go_needs_libc(std::string_view release);

/// A tree that can be the root of a sandbox in which such a go command runs: the libc of
/// the lock's toolchain root alone. Brings the package into the store. Error: as
/// fetch_blobs; lock_stale if the lock has no such package.
Result<fs::path> libc_root(const Lock& lock, const ResolveContext& context);

} // namespace crossroot::resolve
