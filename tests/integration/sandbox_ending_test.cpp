// SPDX-License-Identifier: Apache-2.0
#include "integration/sandbox_fixture.hpp"
#include "os/clock.hpp"
#include "os/files.hpp"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <random>
#include <thread>
#include <vector>

using namespace crossroot;
namespace fs = std::filesystem;
using sandbox_test::World;
using Ending = sandbox::SandboxOutcome::Ending;

namespace {

void pause_ms(int milliseconds)
{
  std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

/// Whether the condition comes true within the time.
template <class Condition> bool soon(Condition condition, int milliseconds)
{
  for (int waited = 0; waited < milliseconds; waited += 5) {
    if (condition()) {
      return true;
    }
    pause_ms(5);
  }
  return condition();
}

} // namespace

TEST_SUITE_BEGIN("sandbox.ending");

TEST_CASE("exit codes and both streams and the input come through")
{
  World world;
  CHECK(world.run(world.probe("exit", "0")).succeeded());
  CHECK(world.run(world.probe("exit", "42")).code == 42);
  auto spec = world.probe("echo");
  spec.stdin_text = std::string(300'000, 'i') + "\n";
  std::string seen;
  spec.on_output = [&seen](std::string_view piece) { seen += piece; };
  const auto outcome = world.run(spec);
  CHECK(outcome.out == spec.stdin_text);
  CHECK(outcome.err == "to stderr");
  CHECK(seen.size() == outcome.out.size() + outcome.err.size());
}

TEST_CASE("a program that is not there is an error that names it")
{
  World world;
  auto spec = world.probe("exit");
  spec.argv[0] = "/missing";
  const CancelToken cancel;
  const auto outcome = world.sandbox().run(spec, cancel);
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().kind() == ErrorKind::environment);
  CHECK(outcome.error().message() ==
        "cannot run /missing in the sandbox: No such file or directory");
}

TEST_CASE("a mount whose host path is missing is an error that names it")
{
  World world;
  auto spec = world.probe("exit");
  spec.mounts.push_back({sandbox::Mount::Kind::read_only, "/no/such/folder", "/x"});
  const CancelToken cancel;
  const auto outcome = world.sandbox().run(spec, cancel);
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().kind() == ErrorKind::environment);
  CHECK(outcome.error().render().find("/no/such/folder") != std::string::npos);
}

TEST_CASE("daemons are dead before the run returns and nobody waits for them")
{
  World world;
  const double started = os::monotonic_seconds();
  const auto outcome = world.run(world.probe("daemon"));
  CHECK(outcome.succeeded());
  CHECK(outcome.out == "main ends\n");
  CHECK(os::monotonic_seconds() - started < 5);
  CHECK_FALSE(sandbox_test::locked(world.out() / "beat"));
  const auto size = fs::file_size(world.out() / "beat");
  CHECK(size > 0);
  pause_ms(50);
  CHECK(fs::file_size(world.out() / "beat") == size);
}

TEST_CASE("a program that ignores all signals ends at the wall limit")
{
  World world;
  auto spec = world.probe("beat");
  spec.wall_limit = std::chrono::seconds(1);
  const double started = os::monotonic_seconds();
  const auto outcome = world.run(spec);
  const double took = os::monotonic_seconds() - started;
  CHECK(outcome.ending == Ending::timed_out);
  CHECK(took > 0.9);
  CHECK(took < 5);
  CHECK_FALSE(sandbox_test::locked(world.out() / "beat"));
}

TEST_CASE("cancellation kills the whole tree before the run returns")
{
  World world;
  CancelToken cancel;
  std::thread impatient([&] {
    soon([&] { return fs::exists(world.out() / "beat"); }, 5000);
    cancel.cancel();
  });
  const auto outcome = world.sandbox().run(world.probe("daemon"), cancel);
  impatient.join();
  const auto second = world.sandbox().run(world.probe("beat"), cancel);
  // The first may have been quicker; the second meets a token that is set already.
  CHECK((outcome || outcome.error().kind() == ErrorKind::interrupted));
  REQUIRE_FALSE(second);
  CHECK(second.error().kind() == ErrorKind::interrupted);
  CHECK_FALSE(sandbox_test::locked(world.out() / "beat"));
}

TEST_CASE("cancellation in the middle of a run is told as such")
{
  World world;
  CancelToken cancel;
  std::thread impatient([&] {
    soon([&] { return fs::exists(world.out() / "beat"); }, 5000);
    cancel.cancel();
  });
  const auto outcome = world.sandbox().run(world.probe("beat"), cancel);
  impatient.join();
  REQUIRE(outcome);
  CHECK(outcome->ending == Ending::cancelled);
  CHECK_FALSE(sandbox_test::locked(world.out() / "beat"));
}

TEST_CASE("endless output ends at the log limit")
{
  World world;
  auto spec = world.probe("shout");
  spec.log_limit_bytes = 1 << 20;
  const auto outcome = world.run(spec);
  CHECK(outcome.ending == Ending::log_limit);
  CHECK(outcome.out.size() == spec.log_limit_bytes);
}

TEST_CASE("a fork bomb stays small and is cleared away")
{
  World world;
  const auto outcome = world.run(world.probe("bomb"));
  CHECK(outcome.succeeded());
  CHECK(std::stoi(outcome.out) < 4096);
}

TEST_CASE("memory of a process and of the temporary file systems has an end")
{
  World world;
  auto spec = world.probe("memory");
  spec.memory_limit_bytes = std::uint64_t{256} << 20;
  CHECK(world.run(spec).out == "");
}

TEST_CASE("the death of the orchestrator at any instant leaves nothing running")
{
  // Orphans come to us, so what is left can neither hide nor be somebody else's.
  REQUIRE(::prctl(PR_SET_CHILD_SUBREAPER, 1) == 0);
  std::mt19937 random(20261122); // the same instants in every run
  for (int round = 0; round < 24; ++round) {
    World world;
    const auto spec = world.probe(round % 2 == 0 ? "beat" : "daemon");
    const pid_t orchestrator = ::fork();
    if (orchestrator == 0) {
      const CancelToken cancel;
      static_cast<void>(world.sandbox().run(spec, cancel).has_value());
      ::_exit(0);
    }
    if (round < 4) { // surely in the middle of the run
      CHECK(soon([&] { return fs::exists(world.out() / "beat"); }, 5000));
    }
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 20'000));
    ::kill(orchestrator, SIGKILL);
    pid_t pid = 0;
    CHECK(soon(
        [&pid] {
          while ((pid = ::waitpid(-1, nullptr, WNOHANG)) > 0) {
          }
          return pid < 0; // no child is left
        },
        8000));
    CHECK_FALSE(sandbox_test::locked(world.out() / "beat"));
  }
  REQUIRE(::prctl(PR_SET_CHILD_SUBREAPER, 0) == 0);
}

TEST_CASE("other threads may come and go while a run goes on")
{
  World world;
  std::atomic<bool> done{false};
  std::thread churn([&] {
    while (!done) {
      std::thread([&world] {
        CHECK(world.run(world.probe("exit", "3")).code == 3);
      }).join();
    }
  });
  World other;
  auto spec = other.probe("beat");
  spec.wall_limit = std::chrono::seconds(1);
  CHECK(other.run(spec).ending == Ending::timed_out);
  done = true;
  churn.join();
}

TEST_CASE("several runs at once keep their streams apart")
{
  World world;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&world, i] {
      for (int round = 0; round < 3; ++round) {
        auto spec = world.probe("echo");
        spec.stdin_text = "run " + std::to_string(i) + "\n";
        CHECK(world.run(spec).out == spec.stdin_text);
      }
    });
  }
  for (auto& thread : threads) {
    thread.join();
  }
}

TEST_CASE("a store that the unprivileged user cannot reach is explained with a remedy")
{
  World world;
  if (world.sandbox().owner_uid() == ::geteuid()) {
    return; // nobody is dropped to
  }
  const fs::path home = world.folder() / "home";
  fs::create_directories(home / "store");
  fs::permissions(home, fs::perms{0700});
  auto spec = world.probe("exit", "0");
  spec.mounts.push_back({sandbox::Mount::Kind::read_only, home / "store", "/store"});
  const CancelToken cancel;
  const auto outcome = world.sandbox().run(spec, cancel);
  REQUIRE_FALSE(outcome);
  const auto text = outcome.error().render();
  CHECK(text.find(home.string() + " is closed to it") != std::string::npos);
  CHECK(text.find("CROSSROOT_STORE") != std::string::npos);
}
