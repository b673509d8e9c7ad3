// SPDX-License-Identifier: Apache-2.0
#include "os/clock.hpp"
#include "os/descriptor.hpp"
#include "os/files.hpp"
#include "os/host.hpp"
#include "os/process.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

using namespace crossroot;
using Ending = os::ProcessOutcome::Ending;

namespace {

os::ProcessOutcome run(const os::Command& command)
{
  const CancelToken cancel;
  auto outcome = os::run_process(command, cancel);
  if (!outcome) {
    FAIL(outcome.error().render());
  }
  return *std::move(outcome);
}

os::Command shell(const std::string& script)
{
  os::Command command;
  command.argv = {"sh", "-c", script};
  return command;
}

} // namespace

TEST_SUITE_BEGIN("os.process");

TEST_CASE("arguments and exit code and both streams come through unchanged")
{
  os::Command command;
  command.argv = {"sh",          "-c",  "printf '%s|' \"$@\"; echo err >&2; exit 9",
                  "name",        "a b", "",
                  "$HOME;*'\"\n"};
  const auto outcome = run(command);
  CHECK(outcome.out == "a b||$HOME;*'\"\n|");
  CHECK(outcome.err == "err\n");
  CHECK(outcome.ending == Ending::exited);
  CHECK(outcome.code == 9);
}

TEST_CASE("a signal is told from an exit code of the same number")
{
  const auto outcome = run(shell("kill -9 $$"));
  CHECK(outcome.ending == Ending::signalled);
  CHECK(outcome.code == 9);
  CHECK_FALSE(outcome.succeeded());
}

TEST_CASE("a program that is not there is an error and nothing ran")
{
  const CancelToken cancel;
  os::Command command;
  command.argv = {"no-such-program-here"};
  const auto outcome = os::run_process(command, cancel);
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().kind() == ErrorKind::environment);
  command.argv = {"/etc/passwd"};
  const auto refused = os::run_process(command, cancel);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message() == "cannot run /etc/passwd: Permission denied");
  command.argv = {"/bin/sh"};
  command.cwd = "/no/such/folder";
  const auto nowhere = os::run_process(command, cancel);
  REQUIRE_FALSE(nowhere);
  CHECK(nowhere.error().message() ==
        "cannot enter /no/such/folder: No such file or directory");
}

TEST_CASE("environment and working folder are exactly what was asked for")
{
  os::Command command = shell("pwd; /usr/bin/env");
  command.argv[0] = "/bin/sh";
  command.env = {{"B", "2"}, {"A", "1 = 1"}};
  command.cwd = "/usr";
  const auto outcome = run(command);
  CHECK(outcome.out == "/usr\nA=1 = 1\nB=2\nPWD=/usr\n");
}

TEST_CASE("input larger than any pipe reaches the program while its output is read")
{
  os::Command command;
  command.argv = {"cat"};
  command.stdin_text = std::string(5'000'000, 'x') + "end";
  CHECK(run(command).out == command.stdin_text);
}

TEST_CASE("a program that does not read its input does no harm")
{
  os::Command command = shell("exec <&-; echo done");
  command.stdin_text = std::string(1'000'000, 'x');
  CHECK(run(command).out == "done\n");
}

TEST_CASE("no descriptor of ours reaches the program but those that are named")
{
  const int leaked = ::open("/etc/passwd", O_RDONLY); // no close-on-exec on purpose
  auto file = os::make_memory_file("content");
  REQUIRE(file);
  os::Command command = shell("ls /proc/self/fd; cat <&7");
  command.descriptors = {{7, file->get()}};
  const auto outcome = run(command);
  ::close(leaked);
  CHECK(outcome.out == "0\n1\n2\n3\n7\ncontent"); // 3 is ls reading the folder
}

TEST_CASE("descriptors may trade places")
{
  auto first = os::make_memory_file("first");
  auto second = os::make_memory_file("second");
  REQUIRE(first);
  REQUIRE(second);
  os::Command command = shell("cat <&" + std::to_string(first->get()) + "; cat <&" +
                              std::to_string(second->get()));
  command.descriptors = {{first->get(), second->get()}, {second->get(), first->get()}};
  CHECK(run(command).out == "secondfirst");
}

TEST_CASE("pieces are told as they come and stay within the limit")
{
  os::Command command = shell("yes");
  command.output_limit_bytes = 100'000;
  std::size_t told = 0;
  command.on_output = [&told](std::string_view piece) { told += piece.size(); };
  const auto outcome = run(command);
  CHECK(outcome.ending == Ending::output_limit);
  CHECK(outcome.out.size() == 100'000);
  CHECK(told == 100'000);
}

TEST_CASE("a daemon that keeps the output open is not waited for and dies with the group")
{
  const double started = os::monotonic_seconds();
  const auto outcome = run(shell("sleep 60 & echo $!"));
  CHECK(os::monotonic_seconds() - started < 5);
  const int daemon = std::stoi(outcome.out);
  // Dead, whether or not process 1 of this machine has reaped it yet.
  const auto dead = [daemon] {
    const auto stat = os::read_file("/proc/" + std::to_string(daemon) + "/stat");
    return !stat || stat->find(") Z ") != std::string::npos;
  };
  for (int i = 0; i < 200 && !dead(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  CHECK(dead());
}

TEST_CASE("the wall limit kills a program that ignores being asked")
{
  os::Command command = shell("trap '' TERM INT HUP; while :; do sleep 0.1; done");
  command.wall_limit = std::chrono::seconds(1);
  const double started = os::monotonic_seconds();
  const auto outcome = run(command);
  CHECK(outcome.ending == Ending::timed_out);
  CHECK(os::monotonic_seconds() - started < 5);
}

TEST_CASE("a program that ends when asked keeps its time and one that does not is killed")
{
  CancelToken cancel;
  auto pipe = os::make_pipe();
  REQUIRE(pipe);
  os::Command command = shell("cat <&5 >/dev/null; echo orderly");
  command.descriptors = {{5, pipe->read_end.get()}};
  command.ask_to_stop = [&pipe] { pipe->write_end.reset(); };
  command.on_output = nullptr;
  std::thread impatient([&cancel] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    cancel.cancel();
  });
  const auto outcome = os::run_process(command, cancel);
  impatient.join();
  REQUIRE(outcome);
  CHECK(outcome->ending == Ending::cancelled);
  CHECK(outcome->out == "orderly\n");

  os::Command stubborn = shell("sleep 60");
  stubborn.wall_limit = std::chrono::seconds(1);
  stubborn.ask_to_stop = [] {};
  stubborn.stop_grace = std::chrono::milliseconds(100);
  CHECK(run(stubborn).ending == Ending::timed_out);
}

TEST_CASE("nothing starts once the token is set")
{
  CancelToken cancel;
  cancel.cancel();
  const auto outcome = os::run_process(shell("echo started"), cancel);
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().kind() == ErrorKind::interrupted);
}

TEST_CASE("root can run a program as another user without any group of its own")
{
  if (os::effective_uid() != 0) {
    return;
  }
  os::Command command = shell("id -u; id -g; id -G; grep Groups: /proc/self/status");
  command.as_uid = 65534;
  CHECK(run(command).out == "65534\n65534\n65534\nGroups:\t \n");
}

TEST_CASE("many threads run programs at once and none waits for the child of another")
{
  std::thread slow([] { CHECK(run(shell("sleep 2")).succeeded()); });
  const double started = os::monotonic_seconds();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([i] {
      for (int round = 0; round < 25; ++round) {
        CHECK(run(shell("echo " + std::to_string(i))).out == std::to_string(i) + "\n");
      }
    });
  }
  for (auto& thread : threads) {
    thread.join();
  }
  const double took = os::monotonic_seconds() - started;
  slow.join();
  CHECK(took < 30);
}

TEST_CASE("programs are found in PATH and folders or plain files are not programs")
{
  CHECK(os::find_program("sh"));
  CHECK_FALSE(os::find_program("no-such-program-here"));
  CHECK_FALSE(os::find_program("../bin/sh"));
  CHECK_FALSE(os::find_program(""));
}

TEST_CASE("times render as dates of the UTC calendar")
{
  CHECK(os::render_time(0) == "1970-01-01T00:00:00Z");
  CHECK(os::render_time(1'798'761'599) == "2026-12-31T23:59:59Z");
  CHECK(os::today() == os::render_time(os::unix_seconds()).substr(0, 10));
}
