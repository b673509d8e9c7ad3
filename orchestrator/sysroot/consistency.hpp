// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "definition/definition.hpp"
#include "sysroot/sysroot.hpp"

namespace crossroot::sysroot {

/// The release that a libc.so.6 says it is of.
Result<Version> libc_version(const fs::path& library);
/// The same of musl's library, which is its loader too.
Result<Version> musl_version(const fs::path& library);
/// The release that the headers of a tree say they are of (features.h).
Result<Version> header_version(const fs::path& tree);

/// Headers, libc, its development package and the definition must speak of one release:
/// a program compiled with the headers of one glibc and linked with another fails in
/// ways that no linker reports. A tree without headers (a runtime root) is only held to
/// the definition.
Result<void> check_consistency(const fs::path& tree,
                               const Definition& definition,
                               const std::vector<PackageTree>& packages);

} // namespace crossroot::sysroot
