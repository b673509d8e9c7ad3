// SPDX-License-Identifier: Apache-2.0
#include "catalog/distributions.hpp"
#include "recipe/policy_files.hpp"
#include "unit/verify/fixture.hpp"
#include "verify/ceilings.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace crossroot;
using test::failing;
using test::good_program;
using test::judge;
using test::strict;
using verify::Status;
using Words = std::vector<std::string>;

namespace {

AbiPolicy policy(const std::string& rest)
{
  auto read = parse_policy("name = \"mine\"\nsummary = \"s\"\n" + rest, "mine.toml");
  REQUIRE(read);
  return read->abi;
}

/// A file of unknown make, held to a policy alone.
verify::Expectations foreign(const AbiPolicy& abi)
{
  verify::Expectations expectations;
  expectations.abi = abi;
  expectations.abi.needed_system = false;
  expectations.runtime = "shared";
  expectations.as_of = {2026, 6, 1};
  return expectations;
}

test::ElfSpec
asking(const std::string& symbol, const std::string& version, const std::string& library)
{
  auto spec = good_program();
  if (std::find(spec.needed.begin(), spec.needed.end(), library) == spec.needed.end()) {
    spec.needed.push_back(library);
  }
  spec.symbols.push_back({symbol, version, library});
  return spec;
}

} // namespace

TEST_SUITE_BEGIN("verify.ceilings");

TEST_CASE("a file of any make is held to a policy without a triplet")
{
  const auto spec = asking("getrandom", "GLIBC_2.25", "libc.so.6");
  const auto el7 = foreign(PolicyFiles().resolve("el7").value());
  const auto report = judge(spec, el7);
  CHECK(failing(report) == Words{"glibc-floor"});
  CHECK(report.asked_libc == Version{2, 17});
  const auto finding = test::finding(report, "glibc-floor");
  CHECK(finding.expected == "at most 2.17, by policy el7");
  CHECK(finding.remedy == "floor.glibc = \"2.17\" in the target");
  CHECK(failing(judge(spec, foreign(PolicyFiles().resolve("el8").value()))) == Words{});
}

TEST_CASE("of a floor and a ceiling the lower holds")
{
  const auto spec = asking("getrandom", "GLIBC_2.25", "libc.so.6");
  auto expectations = strict();
  expectations.abi.ceilings = policy("[ceiling]\nglibc = \"2.30\"\n").ceilings;
  auto finding = test::finding(judge(spec, expectations), "glibc-floor");
  CHECK(finding.expected == "at most 2.17");
  expectations.floor.libc = {2, 34};
  CHECK(failing(judge(spec, expectations)) == Words{});
  expectations.abi.ceilings = policy("[ceiling]\nglibc = \"2.24\"\n").ceilings;
  finding = test::finding(judge(spec, expectations), "glibc-floor");
  CHECK(finding.expected == "at most 2.24, by policy mine");
}

TEST_CASE("of two policies the lower ceiling holds")
{
  auto both = policy("[ceiling]\nglibc = \"2.28\"\n");
  tighten(both, PolicyFiles().resolve("el7").value());
  const auto report =
      judge(asking("getrandom", "GLIBC_2.25", "libc.so.6"), foreign(both));
  CHECK(test::finding(report, "glibc-floor").expected == "at most 2.17, by policy el7");
}

TEST_CASE("a policy never raises what the floor in libc promises of the runtime")
{
  const auto spec = asking("_ZSt3foo", "GLIBCXX_3.4.29", "libstdc++.so.6");
  auto expectations = strict();
  expectations.runtime = "shared";
  expectations.abi.ceilings = PolicyFiles().resolve("el9").value().ceilings;
  CHECK(failing(judge(spec, expectations)) == Words{"libstdcxx-floor"});
  CHECK(failing(judge(spec, foreign(expectations.abi))) == Words{});
}

TEST_CASE("a runtime above the ceiling fails and names the policy")
{
  const auto report = judge(asking("_ZSt3foo", "GLIBCXX_3.4.26", "libstdc++.so.6"),
                            foreign(PolicyFiles().resolve("el8").value()));
  CHECK(test::finding(report, "libstdcxx-floor").expected ==
        "at most 3.4.25, by policy el8");
}

TEST_CASE("a policy about one libc refuses files for the other")
{
  auto musl = good_program();
  musl.interpreter = "/lib/ld-musl-x86_64.so.1";
  musl.needed = {"libc.musl-x86_64.so.1"};
  musl.symbols = {{.name = "printf", .undefined = true}};
  CHECK(failing(judge(musl, foreign(PolicyFiles().resolve("el7").value()))) ==
        Words{"musl-floor"});
  const auto wheel = foreign(PolicyFiles().resolve("musllinux_1_2").value());
  CHECK(failing(judge(musl, wheel)) == Words{});
  CHECK(failing(judge(good_program(), wheel)) == Words{"glibc-floor", "needed"});
}

TEST_CASE("the named el policies say what the table of distributions says")
{
  for (const auto& system : catalog::distributions()) {
    if (system.family != "RHEL") {
      continue;
    }
    const auto el = PolicyFiles().resolve("el" + system.release);
    REQUIRE_MESSAGE(el, system.release);
    const auto& ceiling = el->ceilings.at(0).everywhere;
    CHECK(ceiling.glibc == system.libc_version);
    CHECK(ceiling.libstdcxx == system.libstdcxx);
    CHECK(ceiling.libgcc == system.libgcc);
    CHECK(ceiling.kernel == system.kernel);
    const auto level = [&](const char* triplet) {
      return el->ceilings.at(0).at(triplet).cpu_level;
    };
    CHECK(level("x86_64-linux-gnu") ==
          "v" + std::to_string(system.cpu_level.at("x86_64")));
    CHECK(level("powerpc64le-linux-gnu") ==
          "power" + std::to_string(system.cpu_level.at("powerpc64le")));
  }
}

TEST_CASE("code for newer CPUs than a policy's systems have is refused without a triplet")
{
  auto spec = good_program();
  spec.data =
      test::make_go_record("go1.25.5", "build\tGOARCH=amd64\nbuild\tGOAMD64=v2\n");
  const auto under = [&](const char* name) {
    return foreign(PolicyFiles().resolve(name).value());
  };
  const auto report = judge(spec, under("el8"));
  CHECK(failing(report) == Words{"isa-level"});
  CHECK(test::finding(report, "isa-level").expected == "at most v1, by policy el8");
  CHECK(failing(judge(spec, under("el9"))) == Words{});
  CHECK(test::finding(judge(spec, under("manylinux_2_17")), "isa-level").status ==
        Status::skip);
  auto both = under("el10");
  both.triplet = *Triplet::parse("x86_64-linux-gnu"); // whose own level is lower
  CHECK(test::finding(judge(spec, both), "isa-level").expected == "at most v1");
  both.cpu_level = "v4";
  CHECK(test::finding(judge(spec, both), "isa-level").expected == "at most v3");
  tighten(both.abi, PolicyFiles().resolve("el9").value());
  CHECK(test::finding(judge(spec, both), "isa-level").expected == "at most v2");
}

TEST_CASE("libraries that a policy does not list are refused")
{
  auto spec = good_program();
  const auto wheel = foreign(PolicyFiles().resolve("manylinux_2_17").value());
  spec.needed.push_back("libz.so.1");
  CHECK(failing(judge(spec, wheel)) == Words{});
  spec.needed.push_back("libfoo.so.1");
  const auto finding = test::finding(judge(spec, wheel), "needed");
  CHECK(finding.status == Status::fail);
  CHECK(finding.evidence == Words{"libfoo.so.1"});
  CHECK(finding.expected.starts_with("one of "));
  CHECK(finding.expected.find("by policy manylinux_2_17") != std::string::npos);
}

TEST_CASE("a recipe that lists libraries is held to both lists")
{
  auto spec = good_program();
  spec.needed = {"libc.so.6", "libz.so.1"};
  auto expectations = strict();
  tighten(expectations.abi, policy("[abi]\nneeded = \"system\"\n"));
  CHECK(test::finding(judge(spec, expectations), "needed").expected ==
        "the libc's own, by policy mine");
  expectations.abi.needed_said = true;
  CHECK(test::finding(judge(spec, expectations), "needed").expected ==
        "the libc's own libraries; the libc's own, by policy mine");
  expectations.abi.needed_system = false;
  expectations.abi.needed = {"libc.so.6", "libz.so.1"};
  CHECK(failing(judge(spec, expectations)) == Words{"needed"});
  expectations.abi.needed_rules =
      policy("[abi]\nneeded = [\"libz.so.1\", \"libc.so.6\"]").needed_rules;
  CHECK(failing(judge(spec, expectations)) == Words{});
  expectations.abi.needed = {"libc.so.6"};
  CHECK(failing(judge(spec, expectations)) == Words{"needed"});
}

TEST_CASE("what may be needed is told with the names beside the libc's own")
{
  auto expectations = strict();
  expectations.abi.needed = {"libz.so.1"};
  auto spec = good_program();
  spec.needed = {"libc.so.6", "libfoo.so.1", "libz.so.1"};
  const auto finding = test::finding(judge(spec, expectations), "needed");
  CHECK(finding.expected == "the libc's own libraries, libz.so.1");
  CHECK(finding.evidence == Words{"libfoo.so.1"});
}

TEST_CASE("a library that comes with the program is on every list")
{
  auto expectations = strict();
  expectations.carried = {"libfoo.so.1"};
  tighten(expectations.abi, policy("[abi]\nneeded = \"system\"\n"));
  auto spec = good_program();
  spec.needed = {"libc.so.6", "libfoo.so.1"};
  const auto finding = test::finding(judge(spec, expectations), "needed");
  CHECK(finding.status == Status::pass);
  CHECK(finding.expected == "the libc's own, by policy mine; beside it libfoo.so.1");
  spec.needed.push_back("libbar.so.1");
  CHECK(test::finding(judge(spec, expectations), "needed").evidence ==
        Words{"libbar.so.1"});
}

TEST_CASE("the remedy for a library is one that the list which refuses it can take")
{
  auto spec = good_program();
  spec.needed = {"libc.so.6", "libfoo.so.1"};
  auto expectations = strict();
  CHECK(test::finding(judge(spec, expectations), "needed").remedy ==
        "needed = [\"libfoo.so.1\"] in [abi], or a static library in the cgo package");
  expectations.abi.needed_said = true;
  tighten(expectations.abi, policy("[abi]\nneeded = \"system\"\n"));
  CHECK(test::finding(judge(spec, expectations), "needed")
            .remedy.ends_with("policy mine lets no list of [abi] be longer"));
  expectations.abi.needed_rules =
      policy("[abi]\nneeded = [\"libfoo.so.1\", \"libc.so.6\"]").needed_rules;
  CHECK(
      test::finding(judge(spec, expectations), "needed").remedy.starts_with("needed = "));
}

TEST_CASE("a symbol may be forbidden of one library alone")
{
  const auto mine = foreign(policy("[abi.forbid-from]\n\"libz.so.1\" = [\"zcalloc\"]"));
  auto spec = good_program();
  spec.symbols.push_back({.name = "zcalloc", .undefined = true});
  CHECK(failing(judge(spec, mine)) == Words{});
  spec.needed.push_back("libz.so.1");
  const auto report = judge(spec, mine);
  CHECK(failing(report) == Words{"forbidden-symbol"});
  CHECK(test::finding(report, "forbidden-symbol").evidence == Words{"zcalloc"});
  CHECK(failing(judge(asking("zcalloc", "Z_1", "libfoo.so.1"), mine)) == Words{});
}

TEST_CASE("version nodes of a library may be forbidden or have a newest one")
{
  const auto word = foreign(policy("[abi.forbid-versions]\n\"libz.so.1\" = [\"ZW\"]"));
  CHECK(failing(judge(asking("f", "ZW", "libz.so.1"), word)) ==
        Words{"forbidden-symbol"});
  CHECK(failing(judge(asking("f", "ZW", "liby.so.1"), word)) == Words{});
  const auto newest =
      foreign(policy("[ceiling]\nversions = { \"libz.so.1\" = \"ZLIB_1.2.9\" }"));
  CHECK(failing(judge(asking("f", "ZLIB_1.2.9", "libz.so.1"), newest)) == Words{});
  const auto report = judge(asking("f", "ZLIB_1.2.12", "libz.so.1"), newest);
  CHECK(failing(report) == Words{"forbidden-symbol"});
  CHECK(test::finding(report, "forbidden-symbol").evidence ==
        Words{"f@ZLIB_1.2.12 (libz.so.1)"});
}

TEST_CASE("hardened asks for all of it and static for no loader")
{
  auto spec = good_program();
  CHECK(failing(judge(spec, foreign(PolicyFiles().resolve("hardened").value()))) ==
        Words{});
  CHECK(failing(judge(spec, foreign(PolicyFiles().resolve("static").value()))) ==
        Words{"needed", "static"});
  spec.dynamic.clear();
  CHECK(failing(judge(spec, foreign(PolicyFiles().resolve("hardened").value()))) ==
        Words{"bind-now", "relro"});
  CHECK(failing(judge(spec, foreign(policy("[abi]\nbind-now = true")))) ==
        Words{"bind-now"});
}

TEST_CASE("a policy may say which loaders there are")
{
  const auto one = foreign(policy("[abi]\ninterpreter = \"/opt/ld.so\""));
  CHECK(failing(judge(good_program(), one)) == Words{"interpreter"});
  auto spec = good_program();
  spec.interpreter = "/opt/ld.so";
  CHECK(failing(judge(spec, one)) == Words{});
}

TEST_CASE("waivers that waive nothing are told and those that do or ended are not")
{
  auto spec = good_program();
  spec.runpath = "/opt/lib";
  auto expectations = strict();
  expectations.abi.waive = {{"rpath", "vendor library", "me", {2026, 6, 1}},
                            {"nx", "old assembler", "me", {2026, 6, 1}}};
  verify::StaleWaivers stale(expectations.abi.waive);
  stale.add(judge(good_program(), expectations));
  CHECK(stale.lines().size() == 2);
  stale.add(judge(spec, expectations));
  CHECK(stale.lines() ==
        Words{"the waiver of nx until 2026-06-01 waives nothing: old assembler"});
  expectations.as_of = {2026, 6, 2};
  verify::StaleWaivers ended(expectations.abi.waive);
  ended.add(judge(spec, expectations));
  CHECK(ended.lines().size() == 1);
}

TEST_SUITE_END();
