// SPDX-License-Identifier: Apache-2.0
#include "base/printable.hpp"
#include "verify/embedded_files.hpp"
#include "verify/formats.hpp"

#include <fmt/format.h>

#include <array>

namespace crossroot::verify {

namespace {

constexpr std::int64_t k_schema = 1;

constexpr std::array<std::string_view, 5> k_status_names{"pass", "fail", "skip",
                                                         "unknown", "waived"};

Json list(const std::vector<std::string>& texts)
{
  Json::Array array;
  for (const auto& text : texts) {
    array.emplace_back(text);
  }
  return array;
}

Json finding_to_json(const Finding& finding)
{
  Json::Object object{
      {"check", finding.check},
      {"status", k_status_names.at(static_cast<std::size_t>(finding.status))},
      {"expected", finding.expected},
      {"found", finding.found},
      {"evidence", list(finding.evidence)},
  };
  const auto add = [&](const char* name, const std::string& text) {
    if (!text.empty()) {
      object.emplace(name, text);
    }
  };
  add("cause", finding.cause);
  add("loads_on", finding.loads_on);
  add("refused_by", finding.refused_by);
  add("remedy", finding.remedy);
  add("waiver", finding.waiver);
  return object;
}

Error not_a_report(const std::string& what)
{
  return Error(ErrorKind::definition, "findings", "not a report of findings: " + what);
}

Result<std::vector<std::string>> read_list(const Json& json, const char* name)
{
  const auto* const array = json[name].array();
  if (array == nullptr) {
    return not_a_report(std::string(name) + " is no list");
  }
  std::vector<std::string> texts;
  for (const auto& element : *array) {
    if (element.string() == nullptr) {
      return not_a_report(std::string(name) + " holds something other than text");
    }
    texts.push_back(*element.string());
  }
  return texts;
}

Result<Finding> read_finding(const Json& json)
{
  Finding finding;
  finding.check = json.text("check");
  const auto status = json.text("status");
  std::size_t index = 0;
  while (index < k_status_names.size() && k_status_names.at(index) != status) {
    ++index;
  }
  if (finding.check.empty() || index == k_status_names.size()) {
    return not_a_report("a finding without a check or with status \"" + status + "\"");
  }
  finding.status = static_cast<Status>(index);
  finding.expected = json.text("expected");
  finding.found = json.text("found");
  CROSSROOT_TRY(finding.evidence, read_list(json, "evidence"));
  finding.cause = json.text("cause");
  finding.loads_on = json.text("loads_on");
  finding.refused_by = json.text("refused_by");
  finding.remedy = json.text("remedy");
  finding.waiver = json.text("waiver");
  return finding;
}

Result<Version> read_version(const Json& json, const char* name)
{
  const auto text = json.text(name);
  return text.empty() ? Result<Version>(Version()) : Version::parse(text);
}

} // namespace

Json Report::to_json() const
{
  Json::Array all;
  for (const auto& finding : findings) {
    all.push_back(finding_to_json(finding));
  }
  const auto number = [](const Version& version) {
    return version.empty() ? std::string() : version.render();
  };
  return Json::Object{
      {"schema", k_schema},
      {"policy", k_policy_version},
      {"file", file},
      {"size_bytes", size_bytes},
      {"passed", passed()},
      {"asked_libc", number(asked_libc)},
      {"found_libc", number(found_libc)},
      {"loads_on", list(loads_on)},
      {"findings", std::move(all)},
  };
}

Result<Report> Report::from_json(const Json& json)
{
  const auto* const schema = json["schema"].integer();
  if (schema == nullptr || *schema != k_schema) {
    return not_a_report("this program reads schema 1");
  }
  Report report;
  report.file = json.text("file");
  const auto* const size = json["size_bytes"].integer();
  report.size_bytes =
      size != nullptr && *size >= 0 ? static_cast<std::uint64_t>(*size) : 0;
  CROSSROOT_TRY(report.asked_libc, read_version(json, "asked_libc"));
  CROSSROOT_TRY(report.found_libc, read_version(json, "found_libc"));
  CROSSROOT_TRY(report.loads_on, read_list(json, "loads_on"));
  const auto* const findings = json["findings"].array();
  if (findings == nullptr) {
    return not_a_report("findings is no list");
  }
  for (const auto& element : *findings) {
    CROSSROOT_TRY(auto finding, read_finding(element));
    report.findings.push_back(std::move(finding));
  }
  return report;
}

std::string render_findings(std::span<const Report> reports,
                            std::span<const Unread> unread)
{
  Json::Array files;
  for (const auto& report : reports) {
    files.push_back(report.to_json());
  }
  Json::Array others;
  for (const auto& one : unread) {
    others.push_back(Json::Object{{"file", one.file}, {"reason", one.reason}});
  }
  return json_text(Json::Object{
      {"schema", k_schema}, {"files", std::move(files)}, {"unread", std::move(others)}});
}

std::string json_text(const Json& json)
{
  // JSON's own rules leave the upper control characters (U+0080 to U+009F, in UTF-8 a C2
  // and one more byte) and the marks of direction; \u009b is the same text to a reader.
  std::string text;
  bool upper = false;
  for (const char c : json.render()) {
    const auto byte = static_cast<unsigned char>(c);
    if (upper && byte < 0xa0) {
      text.back() = '\\';
      text += fmt::format("u{:04x}", static_cast<unsigned>(byte));
    } else {
      text += c;
    }
    upper = byte == 0xc2;
  }
  return printable(text, "\n\x7f"); // DEL does nothing, and its escape is not JSON's
}

std::string_view findings_schema()
{
  return embedded_files().at("schema/findings.schema.json");
}

} // namespace crossroot::verify
