// SPDX-License-Identifier: Apache-2.0
#include "runtime/runtime.hpp"
#include "support/make_archive.hpp"

#include <doctest/doctest.h>

using namespace crossroot;
using namespace crossroot::runtime;
using test::Scratch;

namespace {

/// Remembers what it was asked to run.
class FakeSandbox final : public sandbox::Sandbox {
public:
  Result<sandbox::SandboxOutcome> run(const sandbox::SandboxSpec& spec,
                                      const CancelToken& /*cancel*/) override
  {
    asked = spec;
    sandbox::SandboxOutcome outcome;
    outcome.code = 3;
    return outcome;
  }
  std::uint32_t owner_uid() const override { return 65534; }

  sandbox::SandboxSpec asked;
};

/// A triplet whose programs this host runs by itself or, failing that, does not.
Triplet triplet_that_is(bool native)
{
  for (const auto& facts : Triplet::all()) {
    const auto triplet = Triplet::parse(facts.name).value();
    if (runs_natively(triplet) == native) {
      return triplet;
    }
  }
  FAIL("the host runs all triplets or none");
  return Triplet::parse("x86_64-linux-gnu").value();
}

RuntimeSpec spec_for(const Scratch& scratch, const Triplet& triplet)
{
  scratch.file("bin/inventory", "program");
  scratch.file("root/usr/lib/" + triplet.render() + "/libc.so.6",
               "GNU C Library (Test) stable release version 2.31.\n");
  return {scratch.path() / "root",
          triplet,
          scratch.path() / "bin",
          {"inventory", "--version"}};
}

} // namespace

TEST_SUITE_BEGIN("runtime.run_in_root");

TEST_CASE("a program runs on the target's root with nothing of the host's")
{
  const Scratch scratch;
  FakeSandbox sandbox;
  const auto spec = spec_for(scratch, Triplet::parse("x86_64-linux-gnu").value());
  if (!runs_natively(spec.triplet)) {
    return; // the other case below covers this host
  }
  const auto outcome = run_in_root(sandbox, spec, CancelToken());
  REQUIRE(outcome);
  CHECK(outcome->program.code == 3);
  CHECK(outcome->place() == "in glibc 2.31");
  CHECK(sandbox.asked.root == spec.root);
  CHECK(sandbox.asked.argv == std::vector<std::string>{"/app/inventory", "--version"});
  REQUIRE(sandbox.asked.mounts.size() == 1);
  CHECK(sandbox.asked.mounts[0].inside == "/app");
  CHECK(sandbox.asked.mounts[0].kind == sandbox::Mount::Kind::read_only);
  CHECK_FALSE(sandbox.asked.relay_socket);
}

TEST_CASE("the given environment wins over the usual one")
{
  const Scratch scratch;
  FakeSandbox sandbox;
  auto spec = spec_for(scratch, Triplet::parse("x86_64-linux-gnu").value());
  spec.triplet = triplet_that_is(true);
  spec.env = {{"TZ", "CET"}, {"X", "1"}};
  REQUIRE(run_in_root(sandbox, spec, CancelToken()));
  CHECK(sandbox.asked.env.at("TZ") == "CET");
  CHECK(sandbox.asked.env.at("X") == "1");
  CHECK(sandbox.asked.env.at("PATH") == "/app:/usr/bin:/bin");
}

TEST_CASE("a foreign program runs under an emulator or the remedy is named")
{
  const Scratch scratch;
  FakeSandbox sandbox;
  const auto foreign = triplet_that_is(false);
  auto spec = spec_for(scratch, foreign);
  const auto outcome = run_in_root(sandbox, spec, CancelToken());
  if (find_emulator(foreign)) {
    REQUIRE(outcome);
    CHECK(outcome->emulator == "qemu");
    CHECK(sandbox.asked.argv ==
          std::vector<std::string>{"/qemu", "/app/inventory", "--version"});
  } else {
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().kind() == ErrorKind::environment);
    CHECK(outcome.error().hints() ==
          std::vector<std::string>{"install qemu-user-static"});
  }
}

TEST_CASE("a program that was not built is an error with the nearest name")
{
  const Scratch scratch;
  FakeSandbox sandbox;
  auto spec = spec_for(scratch, triplet_that_is(true));
  spec.argv = {"inventry"};
  const auto outcome = run_in_root(sandbox, spec, CancelToken());
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().kind() == ErrorKind::definition);
  CHECK(outcome.error().hints() ==
        std::vector<std::string>{"did you mean \"inventory\"?"});
  spec.argv.clear();
  CHECK_FALSE(run_in_root(sandbox, spec, CancelToken()));
}
