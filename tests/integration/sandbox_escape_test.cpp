// SPDX-License-Identifier: Apache-2.0
#include "integration/sandbox_fixture.hpp"
#include "os/files.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <mqueue.h>
#include <signal.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <thread>

using namespace crossroot;
namespace fs = std::filesystem;
using sandbox_test::World;

namespace {

/// A listening Unix socket of the host; `name` with a leading NUL is abstract.
int listen_on(const std::string& name)
{
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  REQUIRE(name.size() < sizeof address.sun_path);
  std::memcpy(address.sun_path, name.data(), name.size());
  const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  REQUIRE(::bind(listener, reinterpret_cast<const sockaddr*>(&address), size) == 0);
  REQUIRE(::listen(listener, 8) == 0);
  return listener;
}

} // namespace

TEST_SUITE_BEGIN("sandbox.escape");

TEST_CASE("nothing of the network is there but a working loopback")
{
  World world;
  CHECK(world.breaches("network") == "");
  CHECK(world.breaches("loopback") == "");
  CHECK(world.breaches("families") == "");
}

TEST_CASE("abstract sockets of the host are out of reach")
{
  World world;
  const std::string name = "crossroot-probe-" + std::to_string(::getpid());
  const int listener = listen_on('\0' + name);
  CHECK(world.breaches("abstract-socket", name) == "");
  ::close(listener);
}

TEST_CASE("a mount that shows a socket of the host is refused")
{
  World world;
  fs::create_directory(world.folder() / "src/deep");
  const int listener = listen_on((world.folder() / "src/deep/socket").string());
  const CancelToken cancel;
  const auto outcome = world.sandbox().run(world.probe("exit", "0"), cancel);
  ::close(listener);
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().kind() == ErrorKind::environment);
  CHECK(outcome.error().message().find("deep/socket") != std::string::npos);
}

TEST_CASE("files and variables of the host do not exist inside")
{
  World world;
  ::setenv("CROSSROOT_SECRET", "x", 1);
  CHECK(world.breaches("host-files") == "");
}

TEST_CASE("descriptors of the orchestrator do not reach the program")
{
  World world;
  const int leaked = ::open("/etc/passwd", O_RDONLY); // no close-on-exec on purpose
  CHECK(world.breaches("descriptors") == "");
  ::close(leaked);
}

TEST_CASE("inputs and the root cannot be changed")
{
  World world;
  CHECK(world.breaches("inputs") == "");
  const auto file = os::read_file(world.folder() / "src/file");
  REQUIRE(file);
  CHECK(*file == "input\n");
}

TEST_CASE("mounts and kernel settings cannot be changed")
{
  World world;
  CHECK(world.breaches("mounts") == "");
  CHECK(world.breaches("proc-sys") == "");
}

TEST_CASE("processes of the host are neither seen nor reached")
{
  World world;
  CHECK(world.breaches("processes", std::to_string(::getpid())) == "");
}

TEST_CASE("keyrings are closed")
{
  World world;
  CHECK(world.breaches("keyrings") == "");
}

TEST_CASE("set-id bits and special files and attributes cannot be made")
{
  World world;
  CHECK(world.breaches("set-id") == "");
  CHECK(world.breaches("special-files") == "");
}

TEST_CASE("further namespaces cannot be made")
{
  World world;
  CHECK(world.breaches("namespaces") == "");
}

TEST_CASE("the terminal cannot be typed into")
{
  World world;
  CHECK(world.breaches("terminal") == "");
}

TEST_CASE("a crash leaves no core file")
{
  World world;
  CHECK(world.breaches("core") == "");
  const auto outcome = world.run(world.probe("crash"));
  CHECK(outcome.ending == sandbox::SandboxOutcome::Ending::signalled);
  CHECK(outcome.code == SIGSEGV);
  CHECK(fs::is_empty(world.out()));
}

TEST_CASE("devices are the harmless few and shared memory is private")
{
  World world;
  const key_t key = 0x43520000 + (::getpid() & 0xffff);
  const int segment = ::shmget(key, 1, IPC_CREAT | 0666);
  REQUIRE(segment >= 0);
  const auto queue = "/crossroot-" + std::to_string(key);
  const mqd_t opened =
      ::mq_open(queue.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0666, nullptr);
  REQUIRE(opened >= 0);
  const auto breaches = world.breaches("devices", std::to_string(key));
  ::shmctl(segment, IPC_RMID, nullptr);
  ::mq_close(opened);
  ::mq_unlink(queue.c_str());
  CHECK(breaches == "");
}

TEST_CASE("name and user and umask and folder are fixed")
{
  World world;
  ::umask(077);
  CHECK(world.breaches("identity") == "");
  ::umask(022);
}

TEST_CASE("the relay is the only way out and carries both directions")
{
  World world;
  const auto without = world.run(world.probe("talk", "x"));
  CHECK(without.code == 1);

  // A path longer than a socket address can hold.
  const fs::path deep = world.folder() / std::string(60, 'a') / std::string(60, 'b');
  fs::create_directories(deep);
  const fs::path before = fs::current_path();
  fs::current_path(deep);
  const int listener = listen_on("socket");
  fs::current_path(before);
  fs::permissions(deep / "socket", fs::perms{0666});
  std::thread server([listener] {
    const int peer = ::accept(listener, nullptr, nullptr);
    std::string heard = "heard ";
    char piece[100];
    for (ssize_t count = 0; (count = ::read(peer, piece, sizeof piece)) > 0;) {
      heard.append(piece, static_cast<std::size_t>(count));
    }
    CHECK(::write(peer, heard.data(), heard.size()) ==
          static_cast<ssize_t>(heard.size()));
    ::close(peer);
  });
  auto spec = world.probe("talk", "hello");
  spec.relay_socket = deep / "socket";
  const auto outcome = world.run(spec);
  ::shutdown(listener, SHUT_RDWR);
  server.join();
  ::close(listener);
  CHECK(outcome.out == "heard hello");
  CHECK(outcome.succeeded());
}

TEST_CASE("a mount from a very deep folder works under its short name")
{
  World world;
  fs::path deep = world.folder();
  while (deep.native().size() < 3000) {
    deep /= std::string(200, 'd');
  }
  fs::create_directories(deep);
  auto spec = world.probe("exit", "7");
  spec.mounts.push_back({sandbox::Mount::Kind::read_only, deep, "/deep"});
  CHECK(world.run(spec).code == 7);
}
