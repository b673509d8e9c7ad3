// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace crossroot {

std::vector<std::string_view> split(std::string_view text, char separator)
{
  std::vector<std::string_view> pieces;
  for (;;) {
    const auto end = text.find(separator);
    pieces.push_back(text.substr(0, end));
    if (end == std::string_view::npos) {
      return pieces;
    }
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string_view> split_lines(std::string_view text)
{
  auto lines = split(text, '\n');
  if (lines.back().empty()) {
    lines.pop_back();
  }
  return lines;
}

std::vector<std::string_view> split_words(std::string_view text)
{
  std::vector<std::string_view> words;
  for (;;) {
    const auto start = text.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos) {
      return words;
    }
    text.remove_prefix(start);
    const auto end = std::min(text.find_first_of(" \t\r\n"), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

std::string join(std::span<const std::string> pieces, std::string_view separator)
{
  std::string out;
  for (const auto& piece : pieces) {
    if (&piece != pieces.data()) {
      out += separator;
    }
    out += piece;
  }
  return out;
}

std::string_view trim(std::string_view text)
{
  const auto start = text.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) {
    return {};
  }
  return text.substr(start, text.find_last_not_of(" \t\r\n") - start + 1);
}

std::optional<std::uint64_t> parse_number(std::string_view text)
{
  std::uint64_t value = 0;
  const auto* const end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data(), end, value);
  if (problem != std::errc() || stopped != end || text.empty()) {
    return std::nullopt;
  }
  return value;
}

namespace {

std::size_t edit_distance(std::string_view a, std::string_view b)
{
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) {
    row[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
    }
  }
  return row[b.size()];
}

} // namespace

std::optional<std::string> nearest(std::string_view word,
                                   std::span<const std::string> candidates)
{
  std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
  std::optional<std::string> best;
  for (const auto& candidate : candidates) {
    const auto distance = edit_distance(word, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

std::string encode_hex(std::span<const std::byte> bytes)
{
  static constexpr std::string_view k_digits = "0123456789abcdef";
  std::string out;
  out.reserve(2 * bytes.size());
  for (const auto byte : bytes) {
    out += k_digits[std::to_integer<unsigned>(byte >> 4)];
    out += k_digits[std::to_integer<unsigned>(byte & std::byte{15})];
  }
  return out;
}

bool decode_hex(std::string_view hex, std::span<std::byte> out)
{
  if (hex.size() != 2 * out.size()) {
    return false;
  }
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  for (std::size_t i = 0; i < out.size(); ++i) {
    const int high = digit(hex[2 * i]);
    const int low = digit(hex[2 * i + 1]);
    if (high < 0 || low < 0) {
      return false;
    }
    out[i] = static_cast<std::byte>(high * 16 + low);
  }
  return true;
}

namespace {
constexpr std::string_view k_base64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
}

std::string encode_base64(std::span<const std::byte> bytes)
{
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto present = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group =
          group << 8 | (j < present ? std::to_integer<std::uint32_t>(bytes[i + j]) : 0);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      out += j <= present ? k_base64[group >> (18 - 6 * j) & 63] : '=';
    }
  }
  return out;
}

std::optional<std::string> decode_base64(std::string_view text)
{
  if (text.size() % 4 != 0) {
    return std::nullopt;
  }
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 4) {
    const bool last = i + 4 == text.size();
    const std::size_t padding =
        !last ? 0
              : static_cast<std::size_t>(text[i + 3] == '=') +
                    static_cast<std::size_t>(text[i + 2] == '=' && text[i + 3] == '=');
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 4; ++j) {
      const auto value = j < 4 - padding ? k_base64.find(text[i + j]) : 0;
      if (value == std::string_view::npos) {
        return std::nullopt;
      }
      group = group << 6 | static_cast<std::uint32_t>(value);
    }
    for (std::size_t j = 0; j < 3 - padding; ++j) {
      out += static_cast<char>(group >> (16 - 8 * j) & 255);
    }
  }
  return out;
}

std::string human_bytes(std::uint64_t bytes)
{
  static constexpr std::array<std::string_view, 5> k_units{"B", "kB", "MB", "GB", "TB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 999.5 && unit + 1 < k_units.size()) {
    value /= 1000;
    ++unit;
  }
  if (unit == 0) {
    return fmt::format("{} B", bytes);
  }
  return value < 9.95 ? fmt::format("{:.1f} {}", value, k_units[unit])
                      : fmt::format("{:.0f} {}", value, k_units[unit]);
}

bool matches_glob(std::string_view glob, std::string_view path)
{
  while (!glob.empty()) {
    if (glob[0] == '*') {
      const bool deep = glob.size() > 1 && glob[1] == '*';
      auto rest = glob.substr(deep ? 2 : 1);
      if (deep && !rest.empty() && rest[0] == '/' && matches_glob(rest.substr(1), path)) {
        return true; // "**/" may also stand for no folder at all
      }
      for (std::size_t i = 0;; ++i) {
        if (matches_glob(rest, path.substr(i))) {
          return true;
        }
        if (i == path.size() || (!deep && path[i] == '/')) {
          return false;
        }
      }
    }
    if (path.empty() || (glob[0] != path[0] && (glob[0] != '?' || path[0] == '/'))) {
      return false;
    }
    glob.remove_prefix(1);
    path.remove_prefix(1);
  }
  return path.empty();
}

} // namespace crossroot
