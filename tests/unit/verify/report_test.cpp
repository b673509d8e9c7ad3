// SPDX-License-Identifier: Apache-2.0
#include "unit/verify/fixture.hpp"
#include "verify/formats.hpp"

#include <doctest/doctest.h>

using namespace crossroot;
using test::good_program;
using test::judge;
using test::strict;

TEST_SUITE_BEGIN("verify.report");

TEST_CASE("a report survives the way through JSON")
{
  auto spec = good_program();
  spec.symbols.push_back({"pidfd_spawn", "GLIBC_2.39", "libc.so.6"});
  const auto report = judge(spec, strict());
  const auto text = report.to_json().render();
  const auto parsed = Json::parse(text);
  REQUIRE(parsed);
  CHECK((*parsed)["schema"] == Json(1));
  CHECK((*parsed)["passed"] == Json(false));
  const auto back = verify::Report::from_json(*parsed);
  REQUIRE(back);
  CHECK(back->to_json().render() == text);
  CHECK(back->found_libc == Version{2, 39});
}

TEST_CASE("JSON of another schema or shape is refused")
{
  CHECK_FALSE(verify::Report::from_json(Json()));
  CHECK_FALSE(verify::Report::from_json(*Json::parse("{\"schema\": 2}")));
  CHECK_FALSE(verify::Report::from_json(
      *Json::parse("{\"schema\": 1, \"loads_on\": [], \"findings\": [{\"check\": \"nx\", "
                   "\"status\": \"maybe\", \"evidence\": []}]}")));
}

TEST_CASE("a failing finding is a block with cause and remedy")
{
  verify::Report report;
  report.file = "bin/inventory";
  report.findings = {
      {"glibc-floor",
       verify::Status::fail,
       "at most 2.17",
       "2.39",
       {"pidfd_spawn@GLIBC_2.39 (libc.so.6)"},
       "pidfd_spawn from spawn.o in libfoo.a",
       "RHEL 10+",
       "RHEL 7–9",
       "floor.glibc = \"2.39\"",
       ""},
      {"nx", verify::Status::pass, "", "not executable", {}, "", "", "", "", ""}};
  const std::string block =
      "error[glibc-floor]: bin/inventory: found 2.39, expected at most 2.17\n"
      "  shows  pidfd_spawn@GLIBC_2.39 (libc.so.6)\n"
      "  cause  pidfd_spawn from spawn.o in libfoo.a\n"
      "  loads  on RHEL 10+\n"
      "  fails  on RHEL 7–9\n"
      "  fix    floor.glibc = \"2.39\"\n"
      "  more   crossroot help check glibc-floor\n";
  CHECK(verify::render_text(report, {}) == block);
  CHECK(verify::render_text(report, {.detail = verify::Detail::full}) ==
        block + "  pass    nx                not executable\n");
}

TEST_CASE("long evidence is cut in text and whole in JSON")
{
  verify::Report report;
  verify::Finding finding;
  finding.check = "undefined";
  finding.status = verify::Status::fail;
  finding.evidence.assign(40, "name");
  report.findings = {finding};
  CHECK(verify::render_text(report, {}).find("and 28 more") != std::string::npos);
  CHECK(report.to_json()["findings"].array()->at(0)["evidence"].array()->size() == 40);
}

TEST_SUITE_END();
