// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/digest.hpp"
#include "base/event.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::archive {

/// A signature member: ".SIGN.RSA.<key>" over SHA-1, ".SIGN.RSA256.<key>" over SHA-256.
struct ApkSignature {
  enum class Over : std::uint8_t { sha1, sha256 };
  Over over = Over::sha1;
  std::string key; ///< the name that the signer gives it; no proof of anything
  std::string bytes;
};

/// A signed index, taken apart. Nothing of it is checked but its form.
struct ApkIndex {
  std::vector<ApkSignature> signatures;
  std::string_view signed_bytes; ///< of the file: all behind the signatures
  std::string packages;          ///< the text of APKINDEX
};
/// Error (digest_mismatch) for what is no such index. Views point into `bytes`. Total.
Result<ApkIndex> read_apk_index(std::string_view bytes);

/// What a package (format 2) says of itself, and the digests of its two parts.
struct ApkStatement {
  std::string name, version, arch;
  std::string control_bytes; ///< packed as in the file: what the index has the SHA-1 of
  std::string data_sha256;   ///< as the control part has it, in hexadecimal
  Digest data;               ///< of the packed data part, as it is
};
Result<ApkStatement> read_apk_statement(const std::filesystem::path& blob);

} // namespace crossroot::archive
