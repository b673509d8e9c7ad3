// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "bench.hpp"

using namespace crossroot;
using namespace crossroot::test;
namespace fs = std::filesystem;

namespace {

/// A build whose verify is taken as passed: the programs here are no ELF files.
exec::BuildReport passed(ExecBench& bench)
{
  auto report = exec::run_plan(bench.plan(), bench.context()).value();
  for (auto& target : report.targets) {
    target.error.reset();
  }
  return report;
}

std::string read(const fs::path& path)
{
  return os::read_file(path).value();
}

} // namespace

TEST_SUITE_BEGIN("exec.publish");

TEST_CASE(
    "each target gets its programs and findings and log and the manifest names them")
{
  ExecBench bench;
  const auto report = passed(bench);
  const auto programs = exec::publish_outputs(report, bench.context(), bench.out());
  REQUIRE_MESSAGE(programs, programs.error().render());
  CHECK(*programs ==
        std::vector<fs::path>{bench.out() / "a/bin/prog", bench.out() / "b/bin/prog"});
  CHECK(read(bench.out() / "a/bin/prog") == "no ELF file");
  CHECK(fs::exists(bench.out() / "a/findings.json"));
  CHECK(fs::exists(bench.out() / "a/build.log"));
  const auto manifest = Json::parse(read(bench.out() / "manifest.json")).value();
  CHECK(manifest["targets"]["a"]["files"]["bin/prog"].text("sha256") ==
        Digest::of("no ELF file").render());
  for (const auto& entry : fs::directory_iterator(bench.out())) {
    CHECK_FALSE(entry.path().filename().string().starts_with("."));
  }
}

TEST_CASE("what is right already is not touched")
{
  ExecBench bench;
  const auto report = passed(bench);
  REQUIRE(exec::publish_outputs(report, bench.context(), bench.out()));
  const auto program = bench.out() / "a/bin/prog";
  const auto manifest = bench.out() / "manifest.json";
  const auto old = fs::file_time_type::clock::now() - std::chrono::hours(1);
  fs::last_write_time(program, old);
  fs::last_write_time(manifest, old);
  const auto program_time = fs::last_write_time(program);
  const auto manifest_time = fs::last_write_time(manifest);
  REQUIRE(exec::publish_outputs(report, bench.context(), bench.out()));
  CHECK(fs::last_write_time(program) == program_time);
  CHECK(fs::last_write_time(manifest) == manifest_time);
}

TEST_CASE("what a killed build left in the folder is removed")
{
  ExecBench bench;
  fs::create_directories(bench.out() / ".publish-abc/a/bin");
  std::ofstream(bench.out() / ".publish-abc/a/bin/prog") << "half";
  REQUIRE(exec::publish_outputs(passed(bench), bench.context(), bench.out()));
  CHECK_FALSE(fs::exists(bench.out() / ".publish-abc"));
}

TEST_CASE("a program that was changed by hand is put right")
{
  ExecBench bench;
  const auto report = passed(bench);
  REQUIRE(exec::publish_outputs(report, bench.context(), bench.out()));
  std::ofstream(bench.out() / "a/bin/prog") << "tampered";
  REQUIRE(exec::publish_outputs(report, bench.context(), bench.out()));
  CHECK(read(bench.out() / "a/bin/prog") == "no ELF file");
}

TEST_CASE("changing a published program does not reach the store")
{
  ExecBench bench;
  const auto report = passed(bench);
  REQUIRE(exec::publish_outputs(report, bench.context(), bench.out()));
  std::ofstream(bench.out() / "a/bin/prog") << "tampered";
  CHECK(read(bench.store().tree_path(*report.targets[0].bin) / "prog") == "no ELF file");
}

TEST_CASE("a target that failed verify loses its programs and keeps its findings")
{
  ExecBench bench;
  REQUIRE(exec::publish_outputs(passed(bench), bench.context(), bench.out()));
  const auto failed = exec::run_plan(bench.plan(), bench.context()).value();
  const auto programs = exec::publish_outputs(failed, bench.context(), bench.out());
  REQUIRE(programs);
  CHECK(programs->empty());
  CHECK_FALSE(fs::exists(bench.out() / "a/bin"));
  CHECK(fs::exists(bench.out() / "a/findings.json"));
}

TEST_CASE("a target that did not build keeps what it had")
{
  ExecBench bench;
  REQUIRE(exec::publish_outputs(passed(bench), bench.context(), bench.out()));
  bench.failing_target = "a";
  bench.flags = "-O3";
  const auto report = exec::run_plan(bench.plan(), bench.context()).value();
  REQUIRE(exec::publish_outputs(report, bench.context(), bench.out()));
  CHECK(fs::exists(bench.out() / "a/bin/prog"));
}
