// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace crossroot::resolve {

/// A verifier key as Go writes it: "name+033de0ae+base64".
struct NoteKey {
  std::string name;
  std::array<std::byte, 4> hash{};
  std::string public_key; ///< 32 raw bytes, Ed25519

  static Result<NoteKey> parse(std::string_view text);
};

/// The text of a signed note (golang.org/x/mod/sumdb/note) if `key` signed it; lines of
/// other signers are passed over. Total on any bytes. Error (digest_mismatch, id "note").
Result<std::string> open_note(std::string_view note, const NoteKey& key);

} // namespace crossroot::resolve
