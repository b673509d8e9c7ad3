// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/digest.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace crossroot {

/// Whether `signature` (64 bytes) is the Ed25519 signature of `message` by the holder of
/// `public_key` (32 raw bytes). False for anything malformed. RFC 8032.
bool ed25519_verifies(std::span<const std::byte> public_key,
                      std::string_view message,
                      std::span<const std::byte> signature);

/// The same for RSA with PKCS #1 v1.5 padding and a public key in PEM, over SHA-1 or
/// SHA-256 of the message. RFC 8017.
enum class RsaOver : std::uint8_t { sha1, sha256 };
bool rsa_verifies(std::string_view public_key_pem,
                  std::string_view message,
                  std::string_view signature,
                  RsaOver over);

/// What identifies a public key in PEM: SHA-256 of its SubjectPublicKeyInfo in DER.
std::optional<Digest> public_key_digest(std::string_view public_key_pem);

/// SHA-1, for formats that name content by it. Proves nothing against a forger with a
/// collision; whoever relies on it says why that is enough.
std::string sha1_base64(std::string_view bytes);

} // namespace crossroot
