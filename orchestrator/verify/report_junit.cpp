// SPDX-License-Identifier: Apache-2.0
// JUnit has no schema of its own; this keeps to what Jenkins's reader and GitLab's agree
// on: testsuites, testsuite, testcase, and failure or skipped in it. XML 1.0 forbids most
// control characters even as references, so all text goes through printable() first.
#include "base/printable.hpp"
#include "verify/formats.hpp"

#include <fmt/format.h>

namespace crossroot::verify {

namespace {

constexpr std::size_t k_most_evidence = 40;

/// For attributes in double quotes and for text alike. Line ends stay where `keep` has
/// them; an attribute must not, since readers turn them into blanks.
std::string escaped(std::string_view text, std::string_view keep = "")
{
  std::string out;
  for (const char c : printable(text, keep)) {
    switch (c) {
    case '&': out += "&amp;"; break;
    case '<': out += "&lt;"; break;
    case '>': out += "&gt;"; break;
    case '"': out += "&quot;"; break;
    default: out += c;
    }
  }
  return out;
}

struct Counts {
  std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;

  void add(const Counts& other)
  {
    tests += other.tests;
    failures += other.failures;
    errors += other.errors;
    skipped += other.skipped;
  }
  std::string attributes() const
  {
    return fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\"", tests,
                       failures, errors, skipped);
  }
};

std::string failure(const Finding& finding)
{
  const auto words = explained(finding, k_most_evidence);
  std::string lines = printable(words.headline);
  for (const auto& line : words.lines) {
    lines += fmt::format("\n{}: {}", line.label, printable(line.text));
  }
  return fmt::format("      <failure type=\"{}\" message=\"{}\">{}</failure>\n",
                     finding.status == Status::unknown ? "unknown" : "fail",
                     escaped(words.headline), escaped(lines, "\n"));
}

std::string skipped(const std::string& reason)
{
  return fmt::format("      <skipped message=\"{}\"/>\n", escaped(reason));
}

std::string test_case(const Report& report, const Finding& finding, Counts& counts)
{
  std::string outcome;
  switch (finding.status) {
  case Status::pass: break;
  case Status::fail:
  case Status::unknown:
    ++counts.failures;
    outcome = failure(finding);
    break;
  case Status::skip:
    ++counts.skipped;
    outcome = skipped(finding.found);
    break;
  case Status::waived:
    ++counts.skipped;
    outcome = skipped("waived " + finding.waiver + "; found " + finding.found);
    break;
  }
  ++counts.tests;
  const auto open = fmt::format("    <testcase classname=\"{}\" name=\"{}\"",
                                escaped(report.file), escaped(finding.check));
  return outcome.empty() ? open + "/>\n" : open + ">\n" + outcome + "    </testcase>\n";
}

std::string suite(const std::string& file, const Counts& counts, const std::string& cases)
{
  return fmt::format("  <testsuite name=\"{}\" {}>\n{}  </testsuite>\n", escaped(file),
                     counts.attributes(), cases);
}

} // namespace

std::string render_junit(std::span<const Report> reports, std::span<const Unread> unread)
{
  Counts all;
  std::string suites;
  for (const auto& report : reports) {
    Counts counts;
    std::string cases;
    for (const auto& finding : report.findings) {
      cases += test_case(report, finding, counts);
    }
    suites += suite(report.file, counts, cases);
    all.add(counts);
  }
  for (const auto& one : unread) {
    const Counts counts{.tests = 1, .errors = 1};
    suites += suite(one.file, counts,
                    fmt::format("    <testcase classname=\"{}\" name=\"read\">\n"
                                "      <error type=\"unread\" message=\"{}\"/>\n"
                                "    </testcase>\n",
                                escaped(one.file), escaped(one.reason)));
    all.add(counts);
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"crossroot "
         "verify\" " +
         all.attributes() + ">\n" + suites + "</testsuites>\n";
}

} // namespace crossroot::verify
