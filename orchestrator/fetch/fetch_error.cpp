// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "fetch/fetch_one.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::fetch {

namespace {

constexpr std::size_t k_others_shown = 8;

bool any(const Missing& missing, Attempt::Fault fault)
{
  return std::any_of(missing.attempts.begin(), missing.attempts.end(),
                     [&](const auto& attempt) { return attempt.fault == fault; });
}

std::string sentence(const Missing& missing)
{
  const auto& label = missing.request.label;
  if (missing.attempts.empty()) {
    return fmt::format("{}: no source is known for the archive \"{}\"", label,
                       missing.request.archive);
  }
  if (any(missing, Attempt::Fault::wrong_bytes)) {
    return fmt::format("{} does not have the pinned bytes on any source", label);
  }
  if (any(missing, Attempt::Fault::unreachable)) {
    return fmt::format("{} could not be fetched from any source", label);
  }
  return fmt::format("{} is no longer on any source", label);
}

/// By value: `e = std::move(e).note(…)` would move e into itself.
Error with_note(Error error, std::string label, std::string text)
{
  return std::move(error).note(std::move(label), std::move(text));
}

std::string tried(const Missing& missing)
{
  std::vector<std::string> places;
  for (const auto& attempt : missing.attempts) {
    places.push_back(fmt::format("{}: {}", attempt.label, attempt.reason));
  }
  return join(places, " · ");
}

} // namespace

Error error_of(const std::vector<Missing>& missing)
{
  const bool wrong = std::any_of(missing.begin(), missing.end(), [](const auto& one) {
    return any(one, Attempt::Fault::wrong_bytes);
  });
  // The kind comes from the worst of them, so the sentence does too.
  const auto worst = std::find_if(missing.begin(), missing.end(), [&](const auto& one) {
    return !wrong || any(one, Attempt::Fault::wrong_bytes);
  });
  const auto& first = *worst;
  auto error =
      Error(wrong ? ErrorKind::digest_mismatch : ErrorKind::io, "fetch", sentence(first));
  if (!first.attempts.empty()) {
    error = with_note(std::move(error), "tried", tried(first));
  }
  std::size_t shown = 0;
  for (const auto& other : missing) {
    if (&other == &first) {
      continue;
    }
    if (++shown > k_others_shown) {
      error = with_note(std::move(error), "also",
                        fmt::format("{} more", missing.size() - shown));
      break;
    }
    error = with_note(std::move(error), "also", sentence(other));
  }
  const auto mirror = fmt::format("--mirror {}=DIR", first.request.archive);
  return std::move(error)
      .note("state", "no file was changed")
      .hint(first.request.remedy.empty()
                ? mirror
                : fmt::format("{}    or    {}", first.request.remedy, mirror));
}

} // namespace crossroot::fetch
