// SPDX-License-Identifier: Apache-2.0
// The same tests run twice: as the user who started them, root included (the sandbox then
// drops to an unprivileged uid), and with --as-user as an unprivileged user from the
// start. The programs are copied to a folder under /tmp first, because a checkout may be
// in a home that nobody else may enter.
#define DOCTEST_CONFIG_IMPLEMENT
#include "integration/sandbox_fixture.hpp"

#include "os/files.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <grp.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace fs = std::filesystem;

namespace crossroot::sandbox_test {
namespace {

fs::path& programs()
{
  static fs::path folder;
  return folder;
}

fs::path make_temporary(const char* pattern)
{
  std::string name = pattern;
  if (::mkdtemp(name.data()) == nullptr) {
    std::perror("mkdtemp");
    std::exit(1);
  }
  ::chmod(name.c_str(), 0755);
  return name;
}

bool become_unprivileged()
{
  constexpr unsigned k_nobody = 65534;
  return ::setgroups(0, nullptr) == 0 && ::setgid(k_nobody) == 0 &&
         ::setuid(k_nobody) == 0;
}

} // namespace

sandbox::SandboxSettings settings()
{
  return {programs() / "inner", "/tmp"};
}

fs::path hostile_go()
{
  return programs() / "hostile_go";
}

World::World() : folder_(make_temporary("/tmp/crossroot-world-XXXXXX"))
{
  fs::create_directory(folder_ / "src");
  fs::create_directory(folder_ / "out");
  REQUIRE(os::write_file(folder_ / "src/file", "input\n", 0644));
  auto made = sandbox::make_bwrap_sandbox(settings());
  REQUIRE(made);
  sandbox_ = std::move(*made);
  const auto uid = sandbox_->owner_uid();
  if (uid != ::geteuid()) {
    // The inputs too: that they cannot be written must not rest on their owner.
    for (const auto* name : {"out", "src", "src/file"}) {
      REQUIRE(::chown((folder_ / name).c_str(), uid, uid) == 0);
    }
  }
}

World::~World()
{
  static_cast<void>(os::remove_tree(folder_).has_value());
}

sandbox::SandboxSpec World::probe(const std::string& name,
                                  const std::string& argument) const
{
  using Kind = sandbox::Mount::Kind;
  sandbox::SandboxSpec spec;
  spec.argv = {"/probe", name, argument};
  spec.env = {{"ONLY", "this"}};
  spec.cwd = "/out";
  spec.mounts = {{Kind::read_only, programs() / "probe", "/probe"},
                 {Kind::read_only, folder_ / "src", "/src"},
                 {Kind::writable, folder_ / "out", "/out"}};
  spec.wall_limit = std::chrono::seconds(20);
  return spec;
}

sandbox::SandboxOutcome World::run(const sandbox::SandboxSpec& spec)
{
  const CancelToken cancel;
  auto outcome = sandbox_->run(spec, cancel);
  if (!outcome) {
    FAIL(outcome.error().render());
  }
  return *std::move(outcome);
}

std::string World::breaches(const std::string& name, const std::string& argument)
{
  const auto outcome = run(probe(name, argument));
  if (!outcome.succeeded() && outcome.out.empty()) {
    return "the probe itself failed: " + outcome.err;
  }
  return outcome.out;
}

bool locked(const fs::path& file)
{
  const int opened = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (opened < 0) {
    return false;
  }
  const bool held = ::flock(opened, LOCK_EX | LOCK_NB) != 0;
  ::close(opened);
  return held;
}

} // namespace crossroot::sandbox_test

int main(int argc, char** argv)
{
  using namespace crossroot;
  const bool as_user = argc > 1 && std::strcmp(argv[1], "--as-user") == 0;
  if (!as_user && ::geteuid() != 0) {
    std::puts("skipped: not root");
    return 77;
  }
  auto& programs = sandbox_test::programs();
  programs = sandbox_test::make_temporary("/tmp/crossroot-programs-XXXXXX");
  fs::copy_file(CROSSROOT_INNER, programs / "inner");
  fs::copy_file(CROSSROOT_PROBE, programs / "probe");
  fs::copy_file(CROSSROOT_HOSTILE_GO, programs / "hostile_go");
  for (const auto* name : {"inner", "probe", "hostile_go"}) {
    fs::permissions(programs / name, fs::perms{0755});
  }
  // Kept by this process, so that an unprivileged one can still have its folder removed.
  int status = 0;
  const pid_t tests = ::fork();
  if (tests == 0) {
    if (as_user && ::geteuid() == 0 && !sandbox_test::become_unprivileged()) {
      std::perror("setuid");
      return 1;
    }
    const CancelToken cancel;
    if (const auto usable = sandbox::check_sandbox(sandbox_test::settings(), cancel);
        !usable) {
      std::printf("skipped: %s\n", usable.error().render().c_str());
      return 77;
    }
    doctest::Context context(argc - (as_user ? 1 : 0), argv + (as_user ? 1 : 0));
    return context.run();
  }
  ::waitpid(tests, &status, 0);
  static_cast<void>(os::remove_tree(programs).has_value());
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
