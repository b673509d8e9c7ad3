// SPDX-License-Identifier: Apache-2.0
// Landlock by itself, without the namespaces that would hide whether it works: a child
// process of the test is restricted on the bare host.
#include "inner/landlock_abi.hpp"
#include "inner/sandbox_landlock.hpp"
#include "integration/sandbox_fixture.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <functional>

using namespace crossroot;
namespace fs = std::filesystem;
using sandbox_test::World;

namespace {

/// The exit code of `act` in a child that may only write below `writable`.
int restricted(const fs::path& writable, int abi, const std::function<int()>& act)
{
  const pid_t child = ::fork();
  if (child == 0) {
    inner::InnerSpec spec;
    spec.writable = {writable.string()};
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    ::_exit(inner::restrict_by_landlock(spec, abi) ? act() : 99);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int make_file(const fs::path& path)
{
  const int made = ::open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
  return made >= 0 ? 0 : errno;
}

sockaddr_un abstract_address(socklen_t& size)
{
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  const int length = std::snprintf(address.sun_path + 1, sizeof address.sun_path - 1,
                                   "crossroot-landlock-%d", ::getpid());
  size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 +
                                static_cast<std::size_t>(length));
  return address;
}

} // namespace

TEST_SUITE_BEGIN("sandbox.landlock");

TEST_CASE("a kernel without Landlock leaves the program unrestricted")
{
  World world;
  for (const int abi : {0, 1}) {
    CHECK(restricted(world.out(), abi,
                     [&] { return make_file(world.folder() / "src/new"); }) == 0);
  }
}

TEST_CASE("every version that the kernel offers lets write below the given places alone")
{
  World world;
  for (int abi = 2; abi <= inner::landlock_abi(); ++abi) {
    CAPTURE(abi);
    const auto in_out = world.out() / ("new" + std::to_string(abi));
    CHECK(restricted(world.out(), abi, [&] { return make_file(in_out); }) == 0);
    CHECK(restricted(world.out(), abi,
                     [&] { return make_file(world.folder() / "src/new"); }) == EACCES);
    // Between two folders, which is what version 1 could not grant.
    CHECK(restricted(world.out(), abi, [&] {
            const auto sub = world.out() / "sub";
            ::mkdir(sub.c_str(), 0755);
            return ::rename(in_out.c_str(), (sub / "moved").c_str()) == 0 ? 0 : errno;
          }) == 0);
    CHECK(restricted(world.out(), abi, [] {
            return ::open("/dev/null", O_WRONLY | O_TRUNC | O_CLOEXEC) >= 0 &&
                           ::open("/proc/self/stat", O_RDONLY | O_CLOEXEC) >= 0
                       ? 0
                       : errno;
          }) == 0);
  }
}

TEST_CASE("from version 6 on neither signals nor abstract sockets leave the tree")
{
  if (inner::landlock_abi() < 6) {
    MESSAGE("this kernel's Landlock has no scopes");
    return;
  }
  World world;
  socklen_t size = 0;
  const auto address = abstract_address(size);
  const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  REQUIRE(::bind(listener, reinterpret_cast<const sockaddr*>(&address), size) == 0);
  REQUIRE(::listen(listener, 8) == 0);
  const auto talk = [&] {
    const int peer = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return ::connect(peer, reinterpret_cast<const sockaddr*>(&address), size) == 0
               ? 0
               : errno;
  };
  const auto signal_us = [] { return ::kill(::getppid(), 0) == 0 ? 0 : errno; };
  CHECK(restricted(world.out(), 5, talk) == 0);
  CHECK(restricted(world.out(), 5, signal_us) == 0);
  CHECK(restricted(world.out(), inner::landlock_abi(), talk) == EPERM);
  CHECK(restricted(world.out(), inner::landlock_abi(), signal_us) == EPERM);
  CHECK(restricted(world.out(), inner::landlock_abi(),
                   [] { return ::kill(::getpid(), 0) == 0 ? 0 : errno; }) == 0);
  ::close(listener);
}

TEST_CASE("the program cannot signal process 1 where Landlock has scopes")
{
  if (inner::landlock_abi() < 6) {
    MESSAGE("this kernel's Landlock has no scopes");
    return;
  }
  World world;
  CHECK(world.breaches("signal-init") == "");
}
