// SPDX-License-Identifier: Apache-2.0
#include "verify/verify.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::verify {

namespace {

constexpr std::size_t k_most_evidence = 12;

/// Distributions as what "loads" and "fails" are followed by.
std::string on(const std::string& distributions)
{
  return distributions.empty() ? "" : "on " + distributions;
}

/// A failing finding in the shape of every other error, so that eyes and scripts find
/// cause and remedy at the same place.
std::string block(const std::string& file, const Finding& finding)
{
  Error error(
      ErrorKind::verify, finding.check,
      fmt::format("{}: found {}, expected {}", file, finding.found, finding.expected));
  const auto add = [&](const char* label, const std::string& text) {
    if (!text.empty()) {
      error = std::move(error).note(label, text);
    }
  };
  const auto shown = std::min(k_most_evidence, finding.evidence.size());
  for (std::size_t i = 0; i < shown; ++i) {
    add("asks", finding.evidence[i]);
  }
  if (shown < finding.evidence.size()) {
    add("asks", fmt::format("and {} more", finding.evidence.size() - shown));
  }
  add("cause", finding.cause);
  add("loads", on(finding.loads_on));
  add("fails", on(finding.refused_by));
  if (!finding.remedy.empty()) {
    error = std::move(error).hint(finding.remedy);
  }
  return error.render() + "\n";
}

std::string line(const Finding& finding)
{
  switch (finding.status) {
  case Status::pass:
    return fmt::format("  pass    {:<17} {}\n", finding.check, finding.found);
  case Status::skip:
    return fmt::format("  skip    {:<17} {}\n", finding.check, finding.found);
  case Status::waived:
    return fmt::format("  waived  {:<17} {}; {}\n", finding.check, finding.found,
                       finding.remedy);
  default: return {};
  }
}

} // namespace

std::string render_text(const Report& report, bool verbose)
{
  std::string text;
  for (const auto& finding : report.findings) {
    if (finding.status == Status::fail || finding.status == Status::unknown) {
      text += block(report.file, finding);
    }
  }
  for (const auto& finding : report.findings) {
    if (verbose || finding.status == Status::waived) {
      text += line(finding);
    }
  }
  return text;
}

} // namespace crossroot::verify
