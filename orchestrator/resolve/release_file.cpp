// SPDX-License-Identifier: Apache-2.0
#include "resolve/release_file.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace crossroot::resolve {

namespace {

Error malformed(std::string what)
{
  return Error(ErrorKind::digest_mismatch, "index",
               "the Release file is malformed: " + std::move(what));
}

std::vector<std::string> words_of(std::string_view text)
{
  std::vector<std::string> out;
  for (const auto word : split_words(text)) {
    out.emplace_back(word);
  }
  return out;
}

Result<void> read_file_line(std::string_view line, ReleaseFile& release)
{
  const auto words = split_words(line);
  if (words.size() != 3) {
    return malformed(fmt::format("\"{}\" is no file line", line));
  }
  const auto digest = Digest::parse(words[0]);
  const auto size = parse_number(words[1]);
  if (!digest || !size) {
    return malformed(fmt::format("\"{}\" is no file line", line));
  }
  release.files[std::string(words[2])] = {*digest, *size};
  return {};
}

Result<void>
read_field(std::string_view name, std::string_view value, ReleaseFile& release)
{
  if (name == "Suite") {
    release.suite = value;
  } else if (name == "Codename") {
    release.codename = value;
  } else if (name == "Acquire-By-Hash") {
    release.by_hash = value == "yes";
  } else if (name == "Architectures") {
    release.architectures = words_of(value);
  } else if (name == "Components") {
    release.components = words_of(value);
  } else if (name == "Date" || name == "Valid-Until") {
    const auto date = parse_release_date(value);
    if (!date) {
      return malformed(fmt::format("{} \"{}\" is no date", name, value));
    }
    if (name == "Date") {
      release.date = *date;
    } else {
      release.valid_until = *date;
    }
  }
  return {};
}

} // namespace

std::optional<std::int64_t> parse_release_date(std::string_view text)
{
  static constexpr std::array<std::string_view, 12> k_months = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto words = split_words(text);
  if (words.size() != 6 ||
      (words[5] != "UTC" && words[5] != "GMT" && words[5] != "+0000")) {
    return std::nullopt;
  }
  const auto* const month = std::find(k_months.begin(), k_months.end(), words[2]);
  const auto clock = split(words[4], ':');
  const auto day = parse_number(words[1]);
  const auto year = parse_number(words[3]);
  if (month == k_months.end() || clock.size() != 3 || !day || !year || *year < 1970 ||
      *year > 9999 || *day > 31) {
    return std::nullopt;
  }
  const auto hours = parse_number(clock[0]);
  const auto minutes = parse_number(clock[1]);
  const auto seconds = parse_number(clock[2]);
  if (!hours || !minutes || !seconds || *hours > 23 || *minutes > 59 || *seconds > 60) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{
      std::chrono::year(static_cast<int>(*year)),
      std::chrono::month(static_cast<unsigned>(month - k_months.begin()) + 1),
      std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) {
    return std::nullopt;
  }
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return std::int64_t{days} * 86400 +
         static_cast<std::int64_t>(*hours * 3600 + *minutes * 60 + *seconds);
}

Result<ReleaseFile> parse_release(std::string_view text)
{
  ReleaseFile release;
  std::string_view field;
  for (const auto line : split_lines(text)) {
    if (line.starts_with(' ') || line.starts_with('\t')) {
      if (field == "SHA256") {
        CROSSROOT_CHECK(read_file_line(line, release));
      }
      continue;
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) {
      if (trim(line).empty()) {
        continue;
      }
      return malformed(fmt::format("\"{}\" is no field", line.substr(0, 60)));
    }
    field = line.substr(0, colon);
    CROSSROOT_CHECK(read_field(field, trim(line.substr(colon + 1)), release));
  }
  if (release.codename.empty() || release.date == 0 || release.files.empty()) {
    return malformed("Codename, Date or SHA256 is missing");
  }
  return release;
}

} // namespace crossroot::resolve
