// SPDX-License-Identifier: Apache-2.0
#include "resolve/signed_note.hpp"

#include "base/digest.hpp"
#include "base/signature.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace crossroot::resolve {

namespace {

constexpr std::string_view k_dash = "\xe2\x80\x94 "; // an em dash and a blank
constexpr std::size_t k_hash_bytes = 4;
constexpr std::size_t k_signature_bytes = 64;

Error refused(std::string why)
{
  return Error(ErrorKind::digest_mismatch, "note", "a signed note cannot be believed")
      .note("cause", std::move(why));
}

/// "— name base64": the bytes after the key's hash, if the line is of this key.
std::optional<std::string> signature_in(std::string_view line, const NoteKey& key)
{
  if (!line.starts_with(k_dash)) {
    return std::nullopt;
  }
  line.remove_prefix(k_dash.size());
  const auto blank = line.find(' ');
  if (blank == std::string_view::npos || line.substr(0, blank) != key.name) {
    return std::nullopt;
  }
  const auto bytes = decode_base64(line.substr(blank + 1));
  if (!bytes || bytes->size() != k_hash_bytes + k_signature_bytes) {
    return std::nullopt;
  }
  const auto hash = std::as_bytes(std::span(*bytes)).first(k_hash_bytes);
  if (!std::equal(hash.begin(), hash.end(), key.hash.begin())) {
    return std::nullopt;
  }
  return bytes->substr(k_hash_bytes);
}

} // namespace

Result<NoteKey> NoteKey::parse(std::string_view text)
{
  const auto malformed = [] { return refused("its verifier key is malformed"); };
  const auto plus = text.find('+');
  const auto second = plus == std::string_view::npos ? plus : text.find('+', plus + 1);
  if (second == std::string_view::npos) {
    return malformed();
  }
  NoteKey key;
  key.name = text.substr(0, plus);
  const auto bytes = decode_base64(text.substr(second + 1));
  constexpr char k_ed25519 = 1;
  if (!decode_hex(text.substr(plus + 1, second - plus - 1), key.hash) || !bytes ||
      bytes->size() != 33 || bytes->front() != k_ed25519) {
    return malformed();
  }
  const auto digest = Digest::of(key.name + "\n" + *bytes);
  if (!std::equal(key.hash.begin(), key.hash.end(), digest.bytes().begin())) {
    return malformed();
  }
  key.public_key = bytes->substr(1);
  return key;
}

Result<std::string> open_note(std::string_view note, const NoteKey& key)
{
  const auto split_at = note.rfind("\n\n");
  if (split_at == std::string_view::npos) {
    return refused("it has no signature lines");
  }
  const auto text = note.substr(0, split_at + 1);
  for (const auto line : split_lines(note.substr(split_at + 2))) {
    const auto signature = signature_in(line, key);
    if (signature && ed25519_verifies(std::as_bytes(std::span(key.public_key)), text,
                                      std::as_bytes(std::span(*signature)))) {
      return std::string(text);
    }
  }
  return refused(fmt::format("{} did not sign it", key.name));
}

} // namespace crossroot::resolve
