// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "bench.hpp"

using namespace crossroot;
using namespace crossroot::test;

namespace {

exec::BuildReport run(ExecBench& bench)
{
  auto report = exec::run_plan(bench.plan(), bench.context());
  REQUIRE_MESSAGE(report, report.error().render());
  return *report;
}

} // namespace

TEST_SUITE_BEGIN("exec.run_plan");

TEST_CASE("the second build runs nothing")
{
  ExecBench bench;
  const auto first = run(bench);
  CHECK(first.ran == 6);
  CHECK(bench.sandbox().runs() == 2);
  const auto second = run(bench);
  CHECK(second.ran == 0);
  CHECK(second.cached == 6);
  CHECK(bench.sandbox().runs() == 2);
  REQUIRE(second.targets.size() == 2);
  CHECK(second.targets[0].cached);
  CHECK(second.targets[0].bin == first.targets[0].bin);
  CHECK(second.targets[0].smoke->ran_in == "glibc 2.31");
}

TEST_CASE("go sees fixed paths and the environment of the settings and nothing else")
{
  ExecBench bench;
  run(bench);
  const auto specs = bench.sandbox().specs();
  const auto& spec = specs.at(0);
  CHECK(spec.argv.at(0) == "/go/bin/go");
  CHECK(spec.argv.at(1) == "build");
  CHECK(spec.cwd == "/src");
  CHECK(spec.env == std::map<std::string, std::string>{{"FLAGS", "-O2"}});
  std::map<std::string, bool> writable;
  for (const auto& mount : spec.mounts) {
    writable[mount.inside] = mount.kind == sandbox::Mount::Kind::writable;
  }
  CHECK(writable == std::map<std::string, bool>{{"/cc", false},
                                                {"/go", false},
                                                {"/gocache", true},
                                                {"/gostd", false},
                                                {"/modcache", false},
                                                {"/out", true},
                                                {"/report", true},
                                                {"/src", false},
                                                {"/sysroot", false}});
}

TEST_CASE("a changed abi line starts no compiler")
{
  ExecBench bench;
  run(bench);
  bench.abi = "{\"relro\":\"full\"}";
  const auto report = run(bench);
  CHECK(report.ran == 2);
  CHECK(bench.sandbox().runs() == 2);
}

TEST_CASE("a build that gives the same bytes stops the cascade")
{
  ExecBench bench;
  run(bench);
  bench.flags = "-O3";
  const auto report = run(bench);
  CHECK(bench.sandbox().runs() == 4);
  CHECK(report.ran == 2); // verify and smoke saw the same bin
  CHECK(report.cached == 4);
}

TEST_CASE("one target's failure leaves the other whole")
{
  ExecBench bench;
  bench.failing_target = "a";
  const auto report = run(bench);
  REQUIRE(report.targets[0].error);
  const auto text = report.targets[0].error->render();
  CHECK(report.targets[0].error->kind() == ErrorKind::build);
  CHECK(text.find("main.go:3: undefined: foo") != std::string::npos);
  CHECK(text.find("exit code 1") != std::string::npos);
  CHECK_FALSE(report.targets[0].bin);
  CHECK(report.targets[1].bin);
  CHECK(report.targets[1].smoke->passed);
}

TEST_CASE("a failed build is tried again")
{
  ExecBench bench;
  bench.failing_target = "a";
  run(bench);
  bench.failing_target = "";
  const auto report = run(bench);
  CHECK(report.targets[0].bin);
}

TEST_CASE("verify fails what is no ELF file")
{
  ExecBench bench;
  const auto report = run(bench);
  REQUIRE(report.targets[0].error);
  CHECK(report.targets[0].error->id() == "verify");
  CHECK(report.exit_code() == 7);
}

TEST_CASE("a failed smoke run is told and not remembered")
{
  ExecBench bench;
  bench.smoke_output = "goodbye\n";
  const auto first = run(bench);
  CHECK_FALSE(first.targets[0].smoke->passed);
  CHECK(first.targets[0].smoke->reason == "its output lacks \"hello\"");
  CHECK(first.targets[0].smoke->output == "goodbye");
  bench.smoke_output = "hello\n";
  CHECK(run(bench).targets[0].smoke->passed);
}

TEST_CASE("a cancelled build is an interruption")
{
  ExecBench bench;
  bench.cancel.cancel();
  const auto report = exec::run_plan(bench.plan(), bench.context());
  REQUIRE_FALSE(report);
  CHECK(report.error().kind() == ErrorKind::interrupted);
  CHECK(bench.sandbox().runs() == 0);
}

TEST_CASE("without a development cache the build starts from the seed each time")
{
  ExecBench bench;
  bench.development_cache = false;
  run(bench);
  const auto cache = FakeSandbox::host_of(bench.sandbox().specs().at(0), "/gocache");
  CHECK_FALSE(std::filesystem::exists(cache));
  bench.development_cache = true;
  bench.flags = "-O3";
  run(bench);
  const auto kept = FakeSandbox::host_of(bench.sandbox().specs().at(2), "/gocache");
  CHECK(std::filesystem::exists(kept));
}
