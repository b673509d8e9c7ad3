// SPDX-License-Identifier: Apache-2.0
// A file name may hold ESC [ 2 J, a symbol name a carriage return that paints "pass" over
// "fail", and a path U+202E, which writes backwards from there on. Whoever prints names
// that others chose sends them through here.
#include "base/printable.hpp"

#include <fmt/format.h>

namespace crossroot {

namespace {

struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 0; ///< 0: no UTF-8 begins here
};

/// The code point that `text`, which is not empty, begins with. Refuses overlong forms,
/// surrogates and what is above U+10FFFF.
CodePoint first_of(std::string_view text)
{
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) {
    return {lead, 1};
  }
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) {
    return {};
  }
  char32_t value = lead & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0U) != 0x80U) {
      return {};
    }
    value = (value << 6U) | (byte(i) & 0x3fU);
  }
  constexpr char32_t k_least[]{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xd800 && value <= 0xdfff;
  if (value < k_least[length] || value > 0x10ffff || surrogate) {
    return {};
  }
  return {value, length};
}

/// Control characters, line ends, marks of direction, the byte order mark, and what is
/// no character at all.
bool disturbs(char32_t c)
{
  return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x061c ||
         (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xfeff || c == 0xfffe || c == 0xffff;
}

} // namespace

std::string printable(std::string_view text, std::string_view keep)
{
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto [value, bytes] = first_of(text);
    const char first = text.front();
    if (bytes == 0) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(first));
    } else if (bytes == 1 && keep.find(first) != std::string_view::npos) {
      out += first;
    } else if (disturbs(value)) {
      out += value < 0x100 ? fmt::format("\\x{:02x}", static_cast<unsigned>(value))
                           : fmt::format("\\u{:04x}", static_cast<unsigned>(value));
    } else {
      out += text.substr(0, bytes);
    }
    text.remove_prefix(bytes == 0 ? 1 : bytes);
  }
  return out;
}

} // namespace crossroot
