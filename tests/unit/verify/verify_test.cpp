// SPDX-License-Identifier: Apache-2.0
#include "support/make_elf.hpp"
#include "unit/verify/fixture.hpp"
#include "verify/demand.hpp"

#include <doctest/doctest.h>

using namespace crossroot;
using test::failing;
using test::good_program;
using test::judge;
using test::strict;
using verify::Status;
using Words = std::vector<std::string>;

TEST_SUITE_BEGIN("verify.verify");

TEST_CASE("a program within every bound passes all checks")
{
  const auto report = judge(good_program(), strict());
  CHECK(failing(report) == Words{});
  CHECK(report.passed());
  CHECK(report.found_libc == Version{2, 14});
  CHECK(report.asked_libc == Version{2, 17});
  CHECK(report.loads_on.at(0) == "RHEL 7+");
  for (const auto* const id :
       {"abi-marker", "build-path", "glibc-floor", "go-buildinfo", "interpreter",
        "libgcc-floor", "libstdcxx-floor", "machine", "needed", "nx", "pie",
        "private-symbol", "relro", "rpath", "rwx-segment", "text-relocation", "undefined",
        "version-provider"}) {
    CHECK_MESSAGE(test::finding(report, id).status == Status::pass, id);
  }
}

TEST_CASE("a report carries what its file asks for where that is wanted")
{
  auto expectations = strict();
  CHECK(judge(good_program(), expectations).demand == nullptr);
  expectations.keep_demand = true;
  const auto report = judge(good_program(), expectations);
  REQUIRE(report.demand != nullptr);
  CHECK(report.demand->file == "bin/program");
  CHECK(report.demand->requirement.libc_version == Version{2, 14});
}

TEST_CASE("findings stand sorted by check")
{
  const auto report = judge(good_program(), strict());
  for (std::size_t i = 1; i < report.findings.size(); ++i) {
    CHECK(report.findings[i - 1].check < report.findings[i].check);
  }
}

TEST_CASE("a script is a failing report and not an error")
{
  const test::ScratchFolder folder;
  const auto report =
      verify::verify_file(folder.write("x", "#!/bin/sh\n"), "x", strict());
  REQUIRE(report);
  CHECK(failing(*report) == Words{"machine"});
}

TEST_CASE("a file that is not there is an error")
{
  const auto report = verify::verify_file("/nowhere/at/all", "x", strict());
  REQUIRE_FALSE(report);
  CHECK(report.error().kind() == ErrorKind::io);
}

TEST_CASE("a file for another machine fails and names both")
{
  auto spec = good_program();
  spec.machine = 183;
  const auto finding = test::finding(judge(spec, strict()), "machine");
  CHECK(finding.status == Status::fail);
  CHECK(finding.expected == "x86_64");
  CHECK(finding.found == "aarch64");
}

TEST_CASE("a foreign loader fails")
{
  auto spec = good_program();
  spec.interpreter = "/lib/ld-musl-x86_64.so.1";
  const auto finding = test::finding(judge(spec, strict()), "interpreter");
  CHECK(finding.status == Status::fail);
  CHECK(finding.found == "/lib/ld-musl-x86_64.so.1");
}

TEST_CASE("a program without the Go record fails when it was built here")
{
  auto spec = good_program();
  spec.data = "wiped";
  CHECK(failing(judge(spec, strict())) == Words{"go-buildinfo"});
  auto foreign = strict();
  foreign.built_here = false;
  CHECK(failing(judge(spec, foreign)) == Words{});
}

TEST_CASE("a Go record for another CPU fails")
{
  auto spec = good_program();
  spec.data = test::make_go_record("go1.25.5", "build\tGOARCH=arm64\n");
  CHECK(failing(judge(spec, strict())) == Words{"go-buildinfo"});
}

TEST_CASE("a path of the build machine is found wherever it stands")
{
  for (const std::size_t before : {0u, 100u, (1u << 20) - 5u, (2u << 20) + 3u}) {
    auto spec = good_program();
    spec.data += std::string(before, 'x') + " /home/builder/src/main.c ";
    const auto report = judge(spec, strict());
    CHECK(failing(report) == Words{"build-path"});
    CHECK(test::finding(report, "build-path").evidence ==
          Words{"/home/builder/src/main.c"});
  }
}

TEST_CASE("a waiver turns a failure into waived until its last day")
{
  auto spec = good_program();
  spec.runpath = "/opt/lib";
  auto expectations = strict();
  expectations.abi.waive = {{"rpath", "vendor library", "me", {2026, 6, 1}}};
  auto report = judge(spec, expectations);
  CHECK(report.passed());
  CHECK(test::finding(report, "rpath").status == Status::waived);
  expectations.as_of = {2026, 6, 2};
  report = judge(spec, expectations);
  CHECK(failing(report) == Words{"rpath"});
  CHECK(test::finding(report, "rpath").waiver ==
        "ended 2026-06-01, judged as of 2026-06-02: vendor library (me)");
}

TEST_CASE("static means neither loader nor needed library")
{
  auto expectations = strict();
  expectations.libc_link = "static";
  CHECK(failing(judge(good_program(), expectations)) == Words{"static"});
  test::ElfSpec spec;
  spec.data = good_program().data;
  spec.dynamic_section = false;
  spec.type = 2;
  expectations.abi.pie = std::nullopt;
  const auto report = judge(spec, expectations);
  CHECK(failing(report) == Words{});
  CHECK(report.loads_on == Words{"any distribution (static)"});
}

TEST_CASE("what is unknown can be waived like what fails and a pass stays one")
{
  auto spec = good_program();
  spec.bare_versions = {{"libc.so.6", "GLIBC_ABI_TELEPATHY"}};
  auto expectations = strict();
  CHECK(failing(judge(spec, expectations)) == Words{"abi-marker"});
  CHECK(test::finding(judge(spec, expectations), "abi-marker").status ==
        verify::Status::unknown);
  CHECK_FALSE(judge(spec, expectations).passed());
  for (const auto* const check : {"abi-marker", "nx"}) {
    expectations.abi.waive.push_back(
        {.check = check, .reason = "a trial", .owner = "release", .until = {2027, 1, 1}});
  }
  const auto report = judge(spec, expectations);
  CHECK(test::finding(report, "abi-marker").status == verify::Status::waived);
  CHECK(test::finding(report, "nx").status == verify::Status::pass);
}

TEST_SUITE_END();
