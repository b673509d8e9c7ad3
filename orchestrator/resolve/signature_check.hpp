// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/event.hpp"
#include "base/result.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::resolve {

/// What a good signature covers, and whose it is.
struct SignedText {
  std::string text;     ///< only what was signed; text around it is gone
  std::string key;      ///< primary fingerprint
  bool expired = false; ///< key or signature had expired and that was allowed
};

/// What gpgv's status lines say, by the keys that are accepted (primary fingerprints).
/// Total on any bytes. Error (digest_mismatch, id "signature") if no accepted key signed,
/// if one of its signatures is bad, or if only expired ones are there.
Result<SignedText> judge_signatures(std::string_view status,
                                    const std::vector<std::string>& keys,
                                    bool allow_expired);

/// Runs gpgv on a clear-signed document against `keyring` (binary certificates). Works
/// in a fresh folder under `scratch`. Error (environment) without gpgv.
Result<SignedText> check_signature(std::string_view document,
                                   std::string_view keyring,
                                   const std::vector<std::string>& keys,
                                   bool allow_expired,
                                   const std::filesystem::path& scratch,
                                   const CancelToken& cancel);

/// The same for a signature that stands beside the document; `text` stays empty.
Result<SignedText> check_detached_signature(std::string_view document,
                                            std::string_view signature,
                                            std::string_view keyring,
                                            const std::vector<std::string>& keys,
                                            bool allow_expired,
                                            const std::filesystem::path& scratch,
                                            const CancelToken& cancel);

} // namespace crossroot::resolve
