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

/// What the libc of a tree and what belongs to it say of themselves.
struct Fingerprint {
  Version libc;           ///< of libc.so.6
  std::string build;      ///< "Debian GLIBC 2.31-13+deb11u11": which build of it
  std::string build_id;   ///< of libc.so.6, hex; "" without one
  Version headers;        ///< of features.h; empty without headers
  Version kernel_headers; ///< of linux/version.h
};
/// Nothing for a tree without a glibc.
Result<std::optional<Fingerprint>> read_fingerprint(const fs::path& tree);

/// Headers, libc, its development package and the definition must speak of one release:
/// a program compiled with the headers of one glibc and linked with another fails in
/// ways that no linker reports. libc.so.6 and the loader must be of one build: they talk
/// through symbols that change from one to the next. A tree without headers (a runtime
/// root) is only held to the definition.
Result<void> check_consistency(const fs::path& tree,
                               const Definition& definition,
                               const std::vector<PackageTree>& packages);

} // namespace crossroot::sysroot
