// SPDX-License-Identifier: Apache-2.0
#include "base/printable.hpp"
#include "base/text.hpp"
#include "verify/formats.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::verify {

namespace {

constexpr std::size_t k_most_evidence = 12;

constexpr std::string_view k_red = "1;31";
constexpr std::string_view k_green = "32";
constexpr std::string_view k_yellow = "33";
constexpr std::string_view k_dim = "2";

std::string painted(std::string_view text, std::string_view code, TextStyle style)
{
  return style.color == Color::never ? std::string(text)
                                     : fmt::format("\033[{}m{}\033[0m", code, text);
}

bool fails(const Finding& finding)
{
  return finding.status == Status::fail || finding.status == Status::unknown;
}

/// A failing finding in the shape of every other error, so that eyes and scripts find
/// cause and remedy at the same place.
std::string block(const std::string& file, const Finding& finding, TextStyle style)
{
  const auto words = explained(finding, k_most_evidence);
  std::string text = painted(fmt::format("error[{}]", finding.check), k_red, style) +
                     ": " + printable(file) + ": " + printable(words.headline) + "\n";
  if (style.detail == Detail::brief) {
    return text;
  }
  for (const auto& line : words.lines) {
    text += "  " + painted(fmt::format("{:<5}", line.label), k_dim, style) + "  " +
            printable(line.text) + "\n";
  }
  return text;
}

std::string row(std::string_view word,
                std::string_view color,
                const Finding& finding,
                const std::string& text,
                TextStyle style)
{
  return fmt::format("  {}  {:<17} {}\n",
                     painted(fmt::format("{:<6}", word), color, style), finding.check,
                     printable(text));
}

/// One line for a finding that does not fail, "" where it is not to be told.
std::string line(const Finding& finding, TextStyle style)
{
  if (finding.status == Status::waived) {
    return row("waived", k_yellow, finding, finding.found + "; " + finding.waiver, style);
  }
  if (style.detail != Detail::full) {
    return {};
  }
  return finding.status == Status::pass
             ? row("pass", k_green, finding, finding.found, style)
             : row("skip", k_dim, finding, finding.found, style);
}

} // namespace

Explained explained(const Finding& finding, std::size_t most_evidence)
{
  Explained out;
  out.headline = finding.status == Status::unknown ? "cannot tell: " : "";
  out.headline += "found " + finding.found;
  if (!finding.expected.empty()) {
    out.headline += ", expected " + finding.expected;
  }
  const auto add = [&](std::string_view label, const std::string& text) {
    if (!text.empty()) {
      out.lines.push_back({label, text});
    }
  };
  const auto shown = std::min(most_evidence, finding.evidence.size());
  for (std::size_t i = 0; i < shown; ++i) {
    add("shows", finding.evidence[i]);
  }
  if (shown < finding.evidence.size()) {
    add("shows", fmt::format("and {} more", finding.evidence.size() - shown));
  }
  add("cause", finding.cause);
  add("loads", finding.loads_on.empty() ? "" : "on " + finding.loads_on);
  add("fails", finding.refused_by.empty() ? "" : "on " + finding.refused_by);
  if (finding.status != Status::waived && !finding.waiver.empty()) {
    add("note", "its waiver " + finding.waiver);
  }
  add("fix", finding.remedy);
  add("more", "crossroot help check " + finding.check);
  return out;
}

std::string render_text(const Report& report, TextStyle style)
{
  std::string text;
  for (const auto& finding : report.findings) {
    text += fails(finding) ? block(report.file, finding, style) : "";
  }
  if (style.detail == Detail::brief) {
    return text;
  }
  for (const auto& finding : report.findings) {
    text += fails(finding) ? "" : line(finding, style);
  }
  return text;
}

std::string render_summary(const Report& report, TextStyle style)
{
  if (style.detail == Detail::brief) {
    return {};
  }
  const auto count = [&](const auto& counted) {
    return std::count_if(report.findings.begin(), report.findings.end(), counted);
  };
  const auto with = [&](Status status) {
    return count([status](const Finding& one) { return one.status == status; });
  };
  std::string text = printable(report.file) + ": ";
  if (const auto failed = count(fails); failed != 0) {
    text += painted(fmt::format("{} fail", failed), k_red, style) + ", ";
  }
  text += fmt::format("{} pass, {} skipped", with(Status::pass), with(Status::skip));
  if (const auto waived = with(Status::waived); waived != 0) {
    text += fmt::format(", {} waived", waived);
  }
  if (!report.found_libc.empty()) {
    text += "; asks for libc " + report.found_libc.render();
  }
  if (report.passed() && !report.loads_on.empty()) {
    text += "\n  " + painted("loads", k_dim, style) + "  on " +
            printable(join(report.loads_on, ", "));
  }
  return text + "\n";
}

std::string render_total(const Tally& tally, TextStyle style)
{
  const auto files = tally.passed + tally.failed;
  std::string text = fmt::format("{} file{}: {} {}", files, files == 1 ? "" : "s",
                                 tally.passed, tally.passed == 1 ? "passes" : "pass");
  if (tally.failed != 0) {
    text += ", " + painted(fmt::format("{} {}", tally.failed,
                                       tally.failed == 1 ? "fails" : "fail"),
                           k_red, style);
  }
  return text + "\n";
}

} // namespace crossroot::verify
