// SPDX-License-Identifier: Apache-2.0
// The formats for machines: their shape by goldens, and that no bytes in a finding can
// break them. tests/e2e/verify-writes-every-format.sh holds real output to the published
// schemas; these tests need no program but themselves.
#include "base/text.hpp"
#include "support/golden.hpp"
#include "unit/verify/sample_reports.hpp"
#include "verify/check_pages.hpp"
#include "verify/formats.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>

using namespace crossroot;
using test::sample_reports;
using test::sample_unread;
using test::xml_fault;
using verify::Color;
using verify::Detail;
using verify::Status;

TEST_SUITE_BEGIN("verify.formats");

namespace {

using Names = std::set<std::string>;

Names names_of(const Json& object)
{
  Names names;
  if (const auto* const members = object.object()) {
    for (const auto& [name, member] : *members) {
      names.insert(name);
    }
  }
  return names;
}

Names texts_of(const Json& array)
{
  Names texts;
  if (const auto* const elements = array.array()) {
    for (const auto& element : *elements) {
      texts.insert(element.string() != nullptr ? *element.string() : "?");
    }
  }
  return texts;
}

/// A report whose every field and list is filled.
verify::Report full_report()
{
  verify::Report report;
  report.file = "x";
  report.asked_libc = {2, 17};
  report.found_libc = {2, 39};
  report.loads_on = {"RHEL 10+"};
  report.findings = {
      {"nx", Status::waived, "e", "f", {"s"}, "c", "l", "r", "h", "until 2027-01-01: w"}};
  return report;
}

} // namespace

TEST_CASE("the keys that are written are the keys of the schema")
{
  const auto schema = Json::parse(verify::findings_schema());
  REQUIRE(schema);
  const std::vector<verify::Report> reports{full_report()};
  const auto document = Json::parse(verify::render_findings(reports, sample_unread()));
  REQUIRE(document);
  const auto& file = (*document)["files"].array()->at(0);
  const auto& finding = file["findings"].array()->at(0);
  CHECK(names_of(*document) == names_of((*schema)["properties"]));
  const auto& unread = (*document)["unread"].array()->at(0);
  CHECK(names_of(unread) == names_of((*schema)["$defs"]["unread"]["properties"]));
  CHECK(names_of(file) == names_of((*schema)["$defs"]["file"]["properties"]));
  CHECK(names_of(finding) == names_of((*schema)["$defs"]["finding"]["properties"]));
  CHECK((*schema)["$schema"] == Json("https://json-schema.org/draft/2020-12/schema"));
  CHECK((*schema)["properties"]["schema"]["const"] == (*document)["schema"]);
}

TEST_CASE("an empty report writes all that the schema requires and no more")
{
  const auto schema = Json::parse(verify::findings_schema());
  REQUIRE(schema);
  verify::Report report;
  report.findings = {verify::Finding{}};
  const auto written = report.to_json();
  CHECK(names_of(written) == texts_of((*schema)["$defs"]["file"]["required"]));
  CHECK(names_of(written["findings"].array()->at(0)) ==
        texts_of((*schema)["$defs"]["finding"]["required"]));
}

TEST_CASE("every status that is written is one of the schema")
{
  const auto schema = Json::parse(verify::findings_schema());
  REQUIRE(schema);
  Names written;
  for (const auto status :
       {Status::pass, Status::fail, Status::skip, Status::unknown, Status::waived}) {
    verify::Report report;
    report.findings = {{"nx", status, "", "", {}, "", "", "", "", ""}};
    written.insert(report.to_json()["findings"].array()->at(0).text("status"));
  }
  CHECK(written ==
        texts_of((*schema)["$defs"]["finding"]["properties"]["status"]["enum"]));
}

TEST_CASE("each format of a run with all kinds of findings is as it was reviewed")
{
  const auto reports = sample_reports();
  const auto check = [](const std::string& name, const std::string& actual) {
    CHECK_MESSAGE(test::golden("verify/" + name, actual) == actual, name);
  };
  check("findings.json", verify::render_findings(reports, sample_unread()));
  check("findings.xml", verify::render_junit(reports, sample_unread()));
  // The rules are the pages, word for word: they stand in the golden by number alone.
  auto sarif = *Json::parse(verify::render_sarif(reports, sample_unread(), "1.2.3"));
  const auto& run = sarif["runs"].array()->at(0);
  check("results.sarif.json", Json(Json::Object{{"invocations", run["invocations"]},
                                                {"results", run["results"]}})
                                  .render());
  std::string text;
  for (const auto& report : reports) {
    text += verify::render_text(report, {.detail = Detail::full}) +
            verify::render_summary(report, {});
  }
  check("findings.txt", text + verify::render_total({.passed = 1, .failed = 2}, {}));
}

TEST_CASE("every check is a rule of SARIF in the words of its page")
{
  const auto sarif = Json::parse(verify::render_sarif(sample_reports(), {}, "1.2.3"));
  REQUIRE(sarif);
  CHECK((*sarif)["version"] == Json("2.1.0"));
  const auto& run = (*sarif)["runs"].array()->at(0);
  const auto& driver = run["tool"]["driver"];
  CHECK(driver["semanticVersion"] == Json("1.2.3"));
  const auto& rules = *driver["rules"].array();
  const auto& pages = verify::check_pages();
  REQUIRE(rules.size() == pages.size());
  for (std::size_t i = 0; i < rules.size(); ++i) {
    CHECK(rules[i]["id"] == Json(pages[i].id));
    CHECK(rules[i]["shortDescription"]["text"] == Json(pages[i].summary));
    const auto meaning = rules[i]["fullDescription"].text("text");
    CHECK(meaning.size() <= 1000); // services cut at 1,024
    CHECK(split_words(meaning) == split_words(pages[i].section("What it means")));
    CHECK(rules[i]["help"]["text"] == Json(pages[i].text()));
  }
  for (const auto& result : *run["results"].array()) {
    const auto index = result["ruleIndex"].integer();
    REQUIRE(index != nullptr);
    CHECK(rules.at(static_cast<std::size_t>(*index))["id"] == result["ruleId"]);
  }
}

TEST_CASE("a result of SARIF keeps its fingerprint when its numbers move")
{
  const auto print = [](const verify::Report& report) {
    const std::vector<verify::Report> reports{report};
    const auto sarif = Json::parse(verify::render_sarif(reports, {}, "1"));
    return (*sarif)["runs"]
        .array()
        ->at(0)["results"]
        .array()
        ->at(0)["partialFingerprints"]
        .text("fileAndCheck/v1");
  };
  auto report = full_report();
  const auto before = print(report);
  CHECK(before.size() == 64);
  report.findings[0].found = "2.40";
  report.findings[0].evidence.emplace_back("another@GLIBC_2.40");
  CHECK(print(report) == before);
  report.file = "y";
  CHECK(print(report) != before);
}

TEST_CASE("a run that could not read all says so in every format")
{
  const auto successful = [](const std::vector<verify::Unread>& unread) {
    const auto sarif = Json::parse(verify::render_sarif({}, unread, "1"));
    return (*sarif)["runs"].array()->at(0)["invocations"].array()->at(
        0)["executionSuccessful"];
  };
  CHECK(successful({}) == Json(true));
  CHECK(successful(sample_unread()) == Json(false));
  const auto junit = verify::render_junit({}, sample_unread());
  CHECK(junit.find("<testsuites name=\"crossroot verify\" tests=\"1\" failures=\"0\" "
                   "errors=\"1\"") != std::string::npos);
  CHECK(junit.find("<error type=\"unread\" message=\"Permission denied\"/>") !=
        std::string::npos);
}

TEST_CASE("quiet text is one line a failing finding and nothing else")
{
  const auto reports = sample_reports();
  std::string text;
  for (const auto& report : reports) {
    text += verify::render_text(report, {.detail = Detail::brief}) +
            verify::render_summary(report, {.detail = Detail::brief});
  }
  const auto lines = split_lines(text);
  CHECK(lines.size() == 3);
  for (const auto line : lines) {
    CHECK(line.starts_with("error["));
  }
}

TEST_CASE("colour is there only where it was asked for and takes no text away")
{
  for (const auto& report : sample_reports()) {
    const auto write = [&](Color color) {
      const verify::TextStyle style{.detail = Detail::full, .color = color};
      return verify::render_text(report, style) + verify::render_summary(report, style) +
             verify::render_total({.passed = 1, .failed = 1}, style);
    };
    const auto plain = write(Color::never);
    auto colored = write(Color::always);
    CHECK(plain.find('\033') == std::string::npos);
    CHECK(colored.find('\033') != std::string::npos);
    for (auto at = colored.find('\033'); at != std::string::npos;
         at = colored.find('\033')) {
      colored.erase(at, colored.find('m', at) + 1 - at);
    }
    CHECK(colored == plain);
  }
}

TEST_CASE("the checker of XML refuses what is not well formed")
{
  CHECK(xml_fault("<?xml version=\"1.0\"?>\n<a b=\"c\"><d/>x &amp; y</a>\n") == "");
  for (const auto* const bad :
       {"<a>", "</a>", "<a></b>", "<a b=c/>", "<a>&</a>", "<a>&nbsp;</a>", "<a>\x01</a>",
        "<a b=\"<\"/>", "<a/><b/>", "x", "<a>\xff</a>", "<a>\xef\xbf\xbf</a>"}) {
    CHECK_MESSAGE(xml_fault(bad) != "", bad);
  }
}

TEST_CASE("no bytes in a finding break a format or reach a terminal as control")
{
  std::mt19937 random(20260101);
  const std::string pieces[]{
      "<",  "&",    "\"", "]]>", "\\",       "\033[2J",      "\r",           "\n",
      "\t", "\xff", "é",  "日",  "\xc2\x9b", "\xef\xbf\xbf", "\xed\xa0\x80", "%",
      "'",  " ",    ":",  "a",   "/"};
  const auto any_text = [&] {
    std::string text;
    for (auto length = random() % 12; length != 0; --length) {
      const auto pick = random() % 40;
      text += pick < std::size(pieces)
                  ? pieces[pick]
                  : std::string(1, static_cast<char>(random() % 256));
    }
    return text;
  };
  for (int round = 0; round < 400; ++round) {
    verify::Report report;
    report.file = any_text();
    report.loads_on = {any_text()};
    for (const auto status :
         {Status::pass, Status::fail, Status::skip, Status::unknown, Status::waived}) {
      report.findings.push_back({"nx",
                                 status,
                                 any_text(),
                                 any_text(),
                                 {any_text(), any_text()},
                                 any_text(),
                                 any_text(),
                                 any_text(),
                                 any_text(),
                                 any_text()});
    }
    const std::vector<verify::Report> reports{report};
    const auto json = verify::render_findings(reports);
    const auto findings = Json::parse(json);
    REQUIRE(findings);
    CHECK((*findings)["files"].array()->at(0) == *Json::parse(report.to_json().render()));
    CHECK(verify::Report::from_json((*findings)["files"].array()->at(0)));
    CHECK(json.find("\xc2\x9b") == std::string::npos);
    const std::vector<verify::Unread> unread{{any_text(), any_text()}};
    REQUIRE(Json::parse(verify::render_sarif(reports, unread, any_text())));
    REQUIRE(xml_fault(verify::render_junit(reports, unread)) == "");
    REQUIRE(Json::parse(verify::render_findings(reports, unread)));
    const auto text = verify::render_text(report, {.detail = Detail::full}) +
                      verify::render_summary(report, {});
    REQUIRE(std::none_of(text.begin(), text.end(), [](char c) {
      return (c >= 0 && c < ' ' && c != '\n') || c == 0x7f;
    }));
    REQUIRE(text.find("\xc2\x9b") == std::string::npos);
    for (const auto line : split_lines(text)) { // a name cannot begin a line of its own
      const bool ours = line.starts_with("error[nx]: ") || line.starts_with("  ") ||
                        line.find(" pass, ") != std::string_view::npos;
      REQUIRE_MESSAGE(ours, line);
    }
  }
}

TEST_SUITE_END();
