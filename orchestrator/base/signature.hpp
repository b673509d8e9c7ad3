// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace crossroot {

/// Whether `signature` (64 bytes) is the Ed25519 signature of `message` by the holder of
/// `public_key` (32 raw bytes). False for anything malformed. RFC 8032.
bool ed25519_verifies(std::span<const std::byte> public_key,
                      std::string_view message,
                      std::span<const std::byte> signature);

} // namespace crossroot
