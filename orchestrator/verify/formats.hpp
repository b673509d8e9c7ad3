// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verify/verify.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::verify {

// The ways to write down what was found. Each is a function of the reports alone: no
// time, no place, no order but that of the reports. Names and symbols come from files of
// others and may hold any bytes; what is returned is UTF-8 and well-formed for all of
// them, and the text for people holds no control character but line ends and, if asked
// for, our own colours.

/// How much text people get.
enum class Detail : std::uint8_t {
  brief,  ///< one line a failing finding, and nothing else
  normal, ///< failing findings in full, waived ones as a line
  full,   ///< passes and skips too, with what was found or why
};
enum class Color : std::uint8_t { never, always };
struct TextStyle {
  Detail detail = Detail::normal;
  Color color = Color::never;
};

/// The findings of one file: those that fail first, then the others, each sorted by
/// check.
std::string render_text(const Report& report, TextStyle style);
/// "bin/x: 17 pass, 3 skipped; asks for libc 2.14", and where it loads if it passed.
std::string render_summary(const Report& report, TextStyle style);

/// How many files of a run passed.
struct Tally {
  std::size_t passed = 0;
  std::size_t failed = 0;
};
/// "3 files: 2 pass, 1 fails"
std::string render_total(const Tally& tally, TextStyle style);

/// What one finding says, in the order in which people are told it. Not escaped.
struct Explained {
  struct Line {
    std::string_view label; ///< "shows", "cause", "loads", "fails", "fix", "more"
    std::string text;
  };
  std::string headline; ///< "found 2.39, expected at most 2.17"
  std::vector<Line> lines;
};
/// With at most `most_evidence` lines of evidence and one that counts the rest.
Explained explained(const Finding& finding, std::size_t most_evidence);

/// JSON as findings_schema() describes it.
std::string render_findings(std::span<const Report> reports,
                            std::span<const Unread> unread = {});
/// The JSON Schema (2020-12) of render_findings, as text.
std::string_view findings_schema();

/// Json::render, with what could disturb a terminal written as \u escapes.
std::string json_text(const Json& json);

/// SARIF 2.1.0 (OASIS). Results are what fails and what is waived, the latter suppressed;
/// rules are all checks, in the words of check_pages(); what could not be read is told as
/// the tool's own notifications. `version` is that of crossroot.
std::string render_sarif(std::span<const Report> reports,
                         std::span<const Unread> unread,
                         std::string_view version);

/// JUnit XML as Jenkins and GitLab read it: a suite a file, a case a check; of what could
/// not be read one case, "read", with an error.
std::string render_junit(std::span<const Report> reports,
                         std::span<const Unread> unread = {});

} // namespace crossroot::verify
