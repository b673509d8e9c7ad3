// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot {

/// Splits at every `separator`; "" gives one empty piece. The views point into `text`.
std::vector<std::string_view> split(std::string_view text, char separator);
/// Splits into lines without their "\n"; a final newline opens no further line.
std::vector<std::string_view> split_lines(std::string_view text);
/// Splits at runs of blanks; no empty pieces.
std::vector<std::string_view> split_words(std::string_view text);
std::string join(std::span<const std::string> pieces, std::string_view separator);
std::string_view trim(std::string_view text);

/// A whole decimal number and nothing else; no sign. Refuses overflow.
std::optional<std::uint64_t> parse_number(std::string_view text);

/// The candidate nearest to `word` by edit distance, if near enough to be a slip of the
/// fingers (at most a third of its length, at least one edit).
std::optional<std::string> nearest(std::string_view word,
                                   std::span<const std::string> candidates);

std::string encode_hex(std::span<const std::byte> bytes);
/// Fills `out` exactly from lower-case digits; false if the text is anything else.
bool decode_hex(std::string_view hex, std::span<std::byte> out);
std::string encode_base64(std::span<const std::byte> bytes);
/// Standard alphabet with padding; nothing for any other text.
std::optional<std::string> decode_base64(std::string_view text);

/// Bytes for people: "7.9 MB", powers of 1000 as disks and networks count them.
std::string human_bytes(std::uint64_t bytes);

/// Glob with `*` (within one path component), `**` (any number of them) and `?`.
bool matches_glob(std::string_view glob, std::string_view path);

} // namespace crossroot
