// SPDX-License-Identifier: Apache-2.0
#include "catalog/system_calls.hpp"

#include "base/text.hpp"
#include "catalog/embedded_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace crossroot::catalog {

namespace {

// Far above every kernel's table and below Arm's private calls (0xf0000).
constexpr std::uint32_t k_highest_number = 4095;

Error bad_word(std::string_view word)
{
  return {ErrorKind::definition, "catalog",
          fmt::format("table of system calls: \"{}\" is no CPU=NUMBER@KERNEL", word)};
}

/// "x86_64=318@3.17", nothing if the word is about another CPU.
Result<std::optional<SystemCall>> parse_word(std::string_view word, std::string_view cpu)
{
  const auto equal = word.find('=');
  const auto at = word.find('@');
  if (equal == std::string_view::npos || at == std::string_view::npos || at < equal) {
    return bad_word(word);
  }
  SystemCall call;
  const auto digits = word.substr(equal + 1, at - equal - 1);
  const auto end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, call.number);
  if (read.ec != std::errc() || read.ptr != end || call.number > k_highest_number) {
    return bad_word(word);
  }
  CROSSROOT_TRY(call.since, Version::parse(word.substr(at + 1)));
  return word.substr(0, equal) == cpu ? std::optional(std::move(call)) : std::nullopt;
}

} // namespace

Result<std::vector<SystemCall>> parse_system_calls(std::string_view text,
                                                   std::string_view cpu)
{
  std::vector<SystemCall> calls;
  for (const auto line : split_lines(text)) {
    const auto words = split_words(line);
    if (words.empty() || words.front().starts_with('#')) {
      continue;
    }
    for (std::size_t i = 1; i < words.size(); ++i) {
      CROSSROOT_TRY(auto call, parse_word(words[i], cpu));
      if (call) {
        call->name = words.front();
        calls.push_back(*std::move(call));
      }
    }
  }
  std::sort(calls.begin(), calls.end(),
            [](const auto& a, const auto& b) { return a.number < b.number; });
  return calls;
}

std::vector<SystemCall> system_calls(std::string_view cpu)
{
  return parse_system_calls(embedded_tables().at("system-calls.txt"), cpu).value();
}

std::vector<CallRange> calls_after(const Version& kernel,
                                   const std::vector<SystemCall>& calls)
{
  std::vector<CallRange> ranges;
  bool open = false; // whether the last range goes on
  std::uint32_t next = 0;
  for (const auto& call : calls) {
    next = call.number + 1;
    if (call.since <= kernel) {
      open = false;
      continue;
    }
    if (!open) {
      ranges.push_back({.first = call.number, .last = call.number});
    }
    ranges.back().last = call.number;
    open = true;
  }
  if (!open) {
    ranges.push_back({.first = next});
  }
  ranges.back().last = k_highest_number;
  return ranges;
}

} // namespace crossroot::catalog
