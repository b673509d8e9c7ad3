// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/event.hpp"
#include "base/result.hpp"

#include <filesystem>
#include <string_view>

namespace crossroot::sysroot {

namespace fs = std::filesystem;

/// Version of the rules below; part of the key of the sdk action.
inline constexpr std::string_view k_go_sdk_version = "sdk-1";

/// Makes a GOROOT in the empty folder `into` out of the toolchain module's zip
/// (golang.org/toolchain@v0.0.1-go1.25.5.linux-amd64) or of the release tarball. An SDK
/// of another version than the one named is refused (digest_mismatch).
Result<void> unpack_go_sdk(const fs::path& blob,
                           std::string_view version,
                           const fs::path& into,
                           const CancelToken& cancel);

} // namespace crossroot::sysroot
