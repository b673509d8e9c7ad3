// SPDX-License-Identifier: Apache-2.0
// SARIF is what code-scanning services read. Passes and skips stay out of it: services
// show every result as an alert, whatever its kind. A result is told from others, over
// many runs, by file and check alone: there is at most one, and an alert that somebody
// looked into must not come back as a new one because a number in it moved.
#include "base/digest.hpp"
#include "base/printable.hpp"
#include "base/text.hpp"
#include "verify/check_pages.hpp"
#include "verify/formats.hpp"

#include <fmt/format.h>

namespace crossroot::verify {

namespace {

constexpr std::size_t k_most_evidence = 40;
constexpr std::string_view k_schema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
    "sarif-schema-2.1.0.json";

Json message(std::string text)
{
  return Json::Object{{"text", std::move(text)}};
}

/// Paragraphs as one line each; what is indented stays as it is.
std::string unfolded(std::string_view text)
{
  std::string out;
  bool joinable = false;
  for (const auto line : split_lines(text)) {
    const bool words = !line.empty() && !line.starts_with(' ');
    if (!out.empty()) {
      out += words && joinable ? ' ' : '\n';
    }
    out += line;
    joinable = words;
  }
  return out;
}

Json rule(const CheckPage& page)
{
  const auto meaning = page.section(page_sections().front());
  return Json::Object{
      {"id", page.id},
      {"shortDescription", message(std::string(page.summary))},
      {"fullDescription", message(unfolded(meaning))},
      {"help", Json::Object{{"text", page.text()}, {"markdown", page.markdown}}},
      {"defaultConfiguration", Json::Object{{"level", "error"}}},
  };
}

/// The file's name as a URI reference (RFC 3986): relative where the name is, and with
/// every byte escaped that could mean something in one.
std::string uri_of(std::string_view name)
{
  constexpr std::string_view k_plain = "abcdefghijklmnopqrstuvwxyz"
                                       "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
  std::string uri = name.starts_with('/') ? "file://" : "";
  for (const char c : name) {
    if (k_plain.find(c) != std::string_view::npos) {
      uri += c;
    } else {
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return uri;
}

Json location(const std::string& file)
{
  return Json::Object{
      {"physicalLocation",
       Json::Object{{"artifactLocation", Json::Object{{"uri", uri_of(file)}}}}}};
}

/// Services show a run that was not successful as one that may have missed something.
Json invocation(std::span<const Unread> unread)
{
  Json::Array notifications;
  for (const auto& one : unread) {
    notifications.push_back(Json::Object{
        {"level", "error"},
        {"message", message(printable("cannot read " + one.file + ": " + one.reason))},
        {"locations", Json::Array{location(one.file)}}});
  }
  return Json::Object{{"executionSuccessful", unread.empty()},
                      {"toolExecutionNotifications", std::move(notifications)}};
}

std::string words_of(const Report& report, const Finding& finding)
{
  const auto words = explained(finding, k_most_evidence);
  std::string text = printable(report.file) + ": " + printable(words.headline);
  for (const auto& line : words.lines) {
    text += fmt::format("\n{}: {}", line.label, printable(line.text));
  }
  return text;
}

Json result(const Report& report, const Finding& finding)
{
  Json::Object object{
      {"ruleId", finding.check},
      {"kind", "fail"},
      {"level", "error"},
      {"message", message(words_of(report, finding))},
      {"locations", Json::Array{location(report.file)}},
      {"partialFingerprints",
       Json::Object{
           {"fileAndCheck/v1", Digest::of(finding.check + "\n" + report.file).render()}}},
  };
  const auto& pages = check_pages();
  if (const auto* const page = find_check_page(finding.check)) {
    object.emplace("ruleIndex", static_cast<std::int64_t>(page - pages.data()));
  }
  if (finding.status == Status::waived) {
    object.emplace("suppressions", Json::Array{Json::Object{
                                       {"kind", "external"},
                                       {"status", "accepted"},
                                       {"justification", printable(finding.waiver)}}});
  }
  return object;
}

} // namespace

std::string render_sarif(std::span<const Report> reports,
                         std::span<const Unread> unread,
                         std::string_view version)
{
  Json::Array rules;
  for (const auto& page : check_pages()) {
    rules.push_back(rule(page));
  }
  Json::Array results;
  for (const auto& report : reports) {
    for (const auto& finding : report.findings) {
      if (finding.status != Status::pass && finding.status != Status::skip) {
        results.push_back(result(report, finding));
      }
    }
  }
  const Json driver = Json::Object{
      {"name", "crossroot"}, {"semanticVersion", version}, {"rules", std::move(rules)}};
  const Json run = Json::Object{{"tool", Json::Object{{"driver", driver}}},
                                {"columnKind", "utf16CodeUnits"},
                                {"invocations", Json::Array{invocation(unread)}},
                                {"results", std::move(results)}};
  return json_text(Json::Object{
      {"$schema", k_schema}, {"version", "2.1.0"}, {"runs", Json::Array{run}}});
}

} // namespace crossroot::verify
