// SPDX-License-Identifier: Apache-2.0
#define DOCTEST_CONFIG_IMPLEMENT
#include "fetch/fetch.hpp"
#include "support/loopback_server.hpp"

#include <doctest/doctest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>

using namespace crossroot;
using test::HttpReply;
using test::HttpRequest;
using test::LoopbackServer;

namespace {

namespace fs = std::filesystem;

const std::string k_body(3'000'000, 'x');

fetch::BlobRequest request()
{
  return {.label = "libc6 1.0",
          .archive = "debian",
          .path = "libc6.deb",
          .sha256 = Digest::of(k_body),
          .size = k_body.size()};
}

Result<void> fetch_into(store::Store& store, const std::vector<std::string>& urls)
{
  fetch::Sources sources;
  for (const auto& url : urls) {
    sources["debian"].push_back({"test", url});
  }
  auto http = net::make_http_client({}).value();
  SilentSink silent;
  return fetch::fetch_blobs({request()}, sources, store, *http, silent, CancelToken());
}

/// A folder with a disk of its own.
class SmallDisk {
public:
  explicit SmallDisk(const char* size)
      : folder_(os::TempFolder::make(fs::temp_directory_path(), "disk-test").value())
  {
    mounted_ = ::mount("tmpfs", folder_.path().c_str(), "tmpfs", 0, size) == 0;
    REQUIRE(mounted_);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk() { ::umount2(folder_.path().c_str(), MNT_DETACH); }

  fs::path store() const { return folder_.path() / "store"; }
  bool make_read_only() const
  {
    return ::mount(nullptr, folder_.path().c_str(), nullptr, MS_REMOUNT | MS_RDONLY,
                   nullptr) == 0;
  }

private:
  os::TempFolder folder_;
  bool mounted_ = false;
};

bool write_text(const char* path, const std::string& text)
{
  std::ofstream file(path);
  file << text;
  return static_cast<bool>(file.flush());
}

bool enter_mount_namespace()
{
  const auto uid = ::geteuid();
  const auto gid = ::getegid();
  if (::unshare(uid == 0 ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS) != 0) {
    return false;
  }
  if (uid != 0 &&
      !(write_text("/proc/self/setgroups", "deny") &&
        write_text("/proc/self/uid_map", "0 " + std::to_string(uid) + " 1\n") &&
        write_text("/proc/self/gid_map", "0 " + std::to_string(gid) + " 1\n"))) {
    return false;
  }
  return ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

} // namespace

TEST_SUITE_BEGIN("integration.fetch");

TEST_CASE("a full disk ends the fetch with its name and keeps nothing half written")
{
  const SmallDisk disk("size=1m");
  const LoopbackServer server(
      [](const HttpRequest&) { return HttpReply{.body = k_body}; });
  auto store = store::Store::open(disk.store()).value();
  const auto failed = fetch_into(*store, {server.url(), server.url()});
  REQUIRE_FALSE(failed);
  CHECK(failed.error().kind() == ErrorKind::environment);
  CHECK(failed.error().id() == "disk-full");
  CHECK(server.requests().size() == 1); // another source does not make the disk larger
  CHECK(fs::is_empty(disk.store() / "tmp"));
  CHECK_FALSE(store->has_blob(request().sha256));
  CHECK(store->put_blob("small enough"));
}

TEST_CASE("a read-only store is read and refuses to be written")
{
  const SmallDisk disk("size=1m");
  store::ActionRecord record{.key = ActionKey{Digest::of("k")}, .name = "n"};
  {
    auto store = store::Store::open(disk.store()).value();
    REQUIRE(store->put_blob("kept"));
    REQUIRE(store->record_action(record, "p"));
  }
  REQUIRE(disk.make_read_only());
  auto store = store::Store::open(disk.store()).value();
  CHECK(store->read_blob(Digest::of("kept")).value() == "kept");
  CHECK(store->find_action(record.key).value());
  CHECK(store->put_blob("kept"));
  const auto refused = store->put_blob("new");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind() == ErrorKind::environment);
  CHECK_FALSE(store->staging("tree"));
  CHECK_FALSE(store->record_action(record, "p"));
}

TEST_CASE("a fetch killed at any instant leaves a store that works")
{
  const auto folder =
      os::TempFolder::make(fs::temp_directory_path(), "kill-test").value();
  const auto root = folder.path() / "store";
  const LoopbackServer server([](const HttpRequest&) {
    return HttpReply{.body = k_body, .stall = std::chrono::milliseconds(20)};
  });
  const auto url = server.url();
  for (int i = 0; i < 10; ++i) {
    const auto child = ::fork();
    if (child == 0) {
      ::execl("/proc/self/exe", "fetch_faults", "--fetch", url.c_str(), root.c_str(),
              nullptr);
      ::_exit(127);
    }
    ::usleep(static_cast<useconds_t>(i) * 9000);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    auto store = store::Store::open(root).value();
    CHECK(fs::is_empty(root / "tmp"));
    CHECK(store->verify().value().empty());
  }
  auto store = store::Store::open(root).value();
  REQUIRE(fetch_into(*store, {url}));
  CHECK(store->read_blob(request().sha256).value() == k_body);
}

int main(int argc, char** argv)
{
  if (argc == 4 && std::strcmp(argv[1], "--fetch") == 0) {
    auto store = store::Store::open(argv[3]);
    return store && fetch_into(**store, {argv[2]}) ? 0 : 1;
  }
  if (!enter_mount_namespace()) {
    std::puts("skipped: no mount namespace can be had here");
    return 77;
  }
  return doctest::Context(argc, argv).run();
}
