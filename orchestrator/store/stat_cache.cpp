// SPDX-License-Identifier: Apache-2.0
#include "store/stat_cache.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <iterator>

// Records end in NUL, the one byte that no path can hold; the path comes last in its
// record, so blanks in it are harmless.
namespace crossroot::store {

namespace {

constexpr std::string_view k_header = "crossroot-stat-1";
constexpr std::size_t k_numbers = 6;

std::optional<std::pair<std::string, StatLine>> parse_line(std::string_view record)
{
  std::uint64_t numbers[k_numbers] = {};
  for (auto& number : numbers) {
    const auto blank = record.find(' ');
    const auto parsed = parse_number(record.substr(0, blank));
    if (blank == std::string_view::npos || !parsed) {
      return std::nullopt;
    }
    number = *parsed;
    record.remove_prefix(blank + 1);
  }
  const auto blank = record.find(' ');
  if (blank == std::string_view::npos || blank + 1 == record.size()) {
    return std::nullopt;
  }
  const auto digest = Digest::parse(record.substr(0, blank));
  if (!digest) {
    return std::nullopt;
  }
  return std::pair(
      std::string(record.substr(blank + 1)),
      StatLine{numbers[0], numbers[1], numbers[2], static_cast<std::int64_t>(numbers[3]),
               static_cast<std::int64_t>(numbers[4]), numbers[5] != 0, *digest});
}

} // namespace

bool StatLine::same_file(const StatLine& other) const
{
  return device == other.device && inode == other.inode && size == other.size &&
         written_ns == other.written_ns && changed_ns == other.changed_ns &&
         executable == other.executable && changed_ns != 0;
}

std::string StatCache::render() const
{
  auto text = fmt::format("{} {}", k_header, tree.render());
  text.push_back('\0');
  for (const auto& [path, line] : lines) {
    fmt::format_to(std::back_inserter(text), "{} {} {} {} {} {} {} {}", line.device,
                   line.inode, line.size, static_cast<std::uint64_t>(line.written_ns),
                   static_cast<std::uint64_t>(line.changed_ns), line.executable ? 1 : 0,
                   line.digest.render(), path);
    text.push_back('\0');
  }
  return text;
}

std::optional<StatCache> StatCache::parse(std::string_view text)
{
  if (text.empty() || text.back() != '\0') {
    return std::nullopt;
  }
  text.remove_suffix(1);
  const auto records = split(text, '\0');
  const auto words = split(records[0], ' ');
  if (words.size() != 2 || words[0] != k_header) {
    return std::nullopt;
  }
  const auto tree = TreeDigest::parse(words[1]);
  if (!tree) {
    return std::nullopt;
  }
  StatCache cache{*tree, {}};
  for (std::size_t i = 1; i < records.size(); ++i) {
    auto line = parse_line(records[i]);
    if (!line) {
      return std::nullopt;
    }
    cache.lines.insert(std::move(*line));
  }
  return cache;
}

} // namespace crossroot::store
