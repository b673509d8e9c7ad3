// SPDX-License-Identifier: Apache-2.0
#include "verify/report_html.hpp"

#include <fmt/format.h>

namespace crossroot::verify {

namespace {

/// One code point at the start of `text`; length 0 if it is no UTF-8.
struct CodePoint {
  std::uint32_t value = 0;
  std::size_t length = 0;
};

CodePoint first_code_point(std::string_view text)
{
  const auto byte = [&](std::size_t at) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(text[at]));
  };
  const auto lead = byte(0);
  if (lead < 0x80) {
    return {lead, 1};
  }
  const std::size_t length = (lead & 0xe0U) == 0xc0   ? 2
                             : (lead & 0xf0U) == 0xe0 ? 3
                             : (lead & 0xf8U) == 0xf0 ? 4
                                                      : 0;
  if (length == 0 || text.size() < length) {
    return {};
  }
  auto value = lead & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0U) != 0x80) {
      return {};
    }
    value = value << 6U | (byte(i) & 0x3fU);
  }
  constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xd800 && value <= 0xdfff;
  return value < least[length] || value > 0x10ffff || surrogate
             ? CodePoint{}
             : CodePoint{value, length};
}

bool turns_direction(std::uint32_t value)
{
  return (value >= 0x202a && value <= 0x202e) || (value >= 0x2066 && value <= 0x2069) ||
         value == 0x200e || value == 0x200f || value == 0x061c;
}

} // namespace

std::string html_text(std::string_view text)
{
  std::string out;
  while (!text.empty()) {
    const auto point = first_code_point(text);
    if (point.length == 0) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
      text.remove_prefix(1);
      continue;
    }
    switch (point.value) {
    case '&': out += "&amp;"; break;
    case '<': out += "&lt;"; break;
    case '>': out += "&gt;"; break;
    case '"': out += "&quot;"; break;
    case '\'': out += "&#39;"; break;
    default:
      if (point.value < 0x20 || (point.value >= 0x7f && point.value < 0xa0)) {
        out += fmt::format("\\x{:02x}", point.value);
      } else if (turns_direction(point.value)) {
        out += fmt::format("\\u{:04x}", point.value);
      } else {
        out += text.substr(0, point.length);
      }
    }
    text.remove_prefix(point.length);
  }
  return out;
}

} // namespace crossroot::verify
