// SPDX-License-Identifier: Apache-2.0
#include "base/printable.hpp"

#include <cstddef>
#include <cstdint>

namespace crossroot {

namespace {

/// One code point, or one byte that is part of none.
struct Unit {
  std::uint32_t value = 0;
  std::size_t length = 1;
  bool is_text = false;
};

Unit unit_at(std::string_view text, std::size_t at)
{
  const auto byte = [&](std::size_t i) -> std::uint32_t {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0;
  };
  const auto first = byte(0);
  if (first < 0x80) {
    return {first, 1, true};
  }
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  std::uint32_t value = first & (0xff >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) {
      return {first, 1, false};
    }
    value = value << 6 | (byte(i) & 0x3f);
  }
  // Longer than needed, a surrogate, or beyond Unicode: RFC 3629.
  constexpr std::uint32_t k_least[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool valid = first >= 0xc2 && first <= 0xf4 && value >= k_least[length] &&
                     value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
  return valid ? Unit{value, length, true} : Unit{first, 1, false};
}

bool is_harmless(const Unit& unit)
{
  const auto value = unit.value;
  const bool control = value < 0x20 || (value >= 0x7f && value < 0xa0);
  const bool line_end = value == 0x2028 || value == 0x2029;
  const bool direction = value == 0x200e || value == 0x200f ||
                         (value >= 0x202a && value <= 0x202e) ||
                         (value >= 0x2066 && value <= 0x2069);
  return unit.is_text && !control && !line_end && !direction;
}

void append_digits(std::string& out, std::uint32_t value, int count)
{
  for (int shift = 4 * (count - 1); shift >= 0; shift -= 4) {
    out += "0123456789abcdef"[value >> shift & 15];
  }
}

} // namespace

std::string printable(std::string_view text)
{
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto unit = unit_at(text, at);
    if (is_harmless(unit)) {
      out += text.substr(at, unit.length);
    } else if (unit.value < 0x100) {
      out += "\\x";
      append_digits(out, unit.value, 2);
    } else {
      out += "\\u";
      append_digits(out, unit.value, 4);
    }
    at += unit.length;
  }
  return out;
}

} // namespace crossroot
