// SPDX-License-Identifier: Apache-2.0
#include "fetch/candidates.hpp"
#include "fetch/fetch.hpp"
#include "support/loopback_server.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>

using namespace crossroot;
using namespace crossroot::fetch;
using test::HttpReply;
using test::HttpRequest;
using test::LoopbackServer;

namespace {

namespace fs = std::filesystem;

class LastEvent final : public EventSink {
public:
  void tell(const Event& event) override
  {
    const std::lock_guard lock(mutex_);
    last_ = event;
    backwards_ = backwards_ || event.done > event.total;
  }
  Event last() const { return last_; }
  bool went_past_the_end() const { return backwards_; }

private:
  std::mutex mutex_;
  Event last_;
  bool backwards_ = false;
};

struct Fixture {
  os::TempFolder folder =
      os::TempFolder::make(fs::temp_directory_path(), "fetch-test").value();
  std::unique_ptr<store::Store> store =
      store::Store::open(folder.path() / "store").value();
  LastEvent events;
  CancelToken cancel;

  std::unique_ptr<net::HttpClient> http = [] {
    net::HttpSettings settings;
    settings.connect_timeout = std::chrono::seconds(2);
    settings.stall_timeout = std::chrono::seconds(1);
    return net::make_http_client(settings).value();
  }();

  Result<void> fetch(const std::vector<BlobRequest>& requests, const Sources& sources)
  {
    return fetch_blobs(requests, sources, *store, *http, events, cancel);
  }
  bool tmp_is_empty() const { return fs::is_empty(store->root() / "tmp"); }
};

BlobRequest request_for(const std::string& path, std::string_view content)
{
  return {.label = path + " 1.0",
          .archive = "debian",
          .path = path,
          .sha256 = Digest::of(content),
          .size = content.size(),
          .remedy = "crossroot lock --update " + path};
}

LoopbackServer::Answer always(HttpReply reply)
{
  return [reply](const HttpRequest&) { return reply; };
}

Sources sources_of(const std::vector<const LoopbackServer*>& servers)
{
  Sources sources;
  for (std::size_t i = 0; i < servers.size(); ++i) {
    sources["debian"].push_back({fmt::format("source {}", i + 1), servers[i]->url()});
  }
  return sources;
}

std::string note(const Error& error, std::string_view label)
{
  for (const auto& one : error.notes()) {
    if (one.label == label) {
      return one.text;
    }
  }
  return "";
}

} // namespace

TEST_SUITE_BEGIN("fetch.fetch");

TEST_CASE("many blobs arrive in parallel and the progress ends at the total")
{
  Fixture f;
  const LoopbackServer server([](const HttpRequest& request) {
    return HttpReply{.body = request.path + std::string(5000, 'x')};
  });
  std::vector<BlobRequest> requests;
  for (int i = 0; i < 40; ++i) {
    const auto path = fmt::format("p{}", i);
    requests.push_back(request_for(path, "/" + path + std::string(5000, 'x')));
  }
  REQUIRE(f.fetch(requests, sources_of({&server})));
  for (const auto& request : requests) {
    CHECK(f.store->has_blob(request.sha256));
  }
  CHECK(f.events.last().done == f.events.last().total);
  CHECK(f.events.last().text == "40 of 40 files");
  CHECK_FALSE(f.events.went_past_the_end());
  CHECK(server.requests().size() == 40);
  REQUIRE(f.fetch(requests, sources_of({&server})));
  CHECK(server.requests().size() == 40);
}

TEST_CASE("whatever is wrong with a source the next one is tried")
{
  const std::string right = "the right bytes";
  const std::vector<HttpReply> wrongs = {
      {.status = 404},
      {.body = "the wrong bytes"},
      {.body = "the right bytes and more"},
      {.body = "the right"},
      {.headers = {"Content-Type: text/html"}, .body = "<!DOCTYPE html><p>log in"},
      {.status = 302, .headers = {"Location: file:///etc/hostname"}},
      {.body = right, .stall = std::chrono::seconds(4)},
      {.body = right, .send_only = 4},
  };
  for (const auto& wrong : wrongs) {
    Fixture f;
    const LoopbackServer bad(always(wrong));
    const LoopbackServer good(always({.body = right}));
    REQUIRE(f.fetch({request_for("libc6", right)}, sources_of({&bad, &good})));
    CHECK(f.store->read_blob(Digest::of(right)).value() == right);
    CHECK(bad.requests().size() >= 1);
    CHECK(f.tmp_is_empty());
  }
}

TEST_CASE("a file gone from every source is told with sources and remedy")
{
  Fixture f;
  const LoopbackServer one(always({.status = 404}));
  const LoopbackServer two(always({.status = 410}));
  const auto failed = f.fetch({request_for("libc6", "x")}, sources_of({&one, &two}));
  REQUIRE_FALSE(failed);
  CHECK(failed.error().kind() == ErrorKind::io);
  CHECK(failed.error().render() ==
        "error[fetch]: libc6 1.0 is no longer on any source\n"
        "  tried  debian (source 1): 404 · debian (source 2): 410\n"
        "  state  no file was changed\n"
        "  fix    crossroot lock --update libc6    or    --mirror debian=DIR");
}

TEST_CASE("wrong bytes everywhere are a digest mismatch and nothing is kept")
{
  Fixture f;
  const LoopbackServer one(always({.body = "0"}));
  const LoopbackServer two(always({.body = "<html>sorry</html>"}));
  const auto failed = f.fetch({request_for("libc6", "x")}, sources_of({&one, &two}));
  REQUIRE_FALSE(failed);
  CHECK(failed.error().kind() == ErrorKind::digest_mismatch);
  CHECK(failed.error().message() ==
        "libc6 1.0 does not have the pinned bytes on any source");
  const auto tried = note(failed.error(), "tried");
  CHECK(tried.find(Digest::of("0").render()) != std::string::npos);
  CHECK(tried.find(Digest::of("x").render()) != std::string::npos);
  CHECK(tried.find("debian (source 2): an HTML page in place of the file") !=
        std::string::npos);
  CHECK_FALSE(f.store->has_blob(Digest::of("0")));
  CHECK(f.tmp_is_empty());
}

TEST_CASE("what arrived stays when another blob fails and all failures are named")
{
  Fixture f;
  const LoopbackServer server([](const HttpRequest& request) {
    return request.path == "/good" ? HttpReply{.body = "good"} : HttpReply{.status = 404};
  });
  const auto failed = f.fetch(
      {request_for("zlib", "zz"), request_for("good", "good"), request_for("attr", "a")},
      sources_of({&server}));
  REQUIRE_FALSE(failed);
  CHECK(f.store->has_blob(Digest::of("good")));
  CHECK(failed.error().message() == "attr 1.0 is no longer on any source");
  CHECK(note(failed.error(), "also") == "zlib 1.0 is no longer on any source");
}

TEST_CASE("an archive without a source is told by name")
{
  Fixture f;
  const auto failed = f.fetch({request_for("libc6", "x")}, {});
  REQUIRE_FALSE(failed);
  CHECK(failed.error().message() ==
        "libc6 1.0: no source is known for the archive \"debian\"");
}

TEST_CASE("two fetches of one blob at the same time download it once")
{
  Fixture f;
  const std::string body(100'000, 'b');
  const LoopbackServer server(
      always({.body = body, .stall = std::chrono::milliseconds(300)}));
  const auto sources = sources_of({&server});
  auto other = store::Store::open(f.store->root()).value();
  std::atomic<int> right{0};
  std::thread beside([&] {
    SilentSink silent;
    right +=
        fetch_blobs({request_for("p", body)}, sources, *other, *f.http, silent, f.cancel)
            ? 1
            : 0;
  });
  right += f.fetch({request_for("p", body)}, sources) ? 1 : 0;
  beside.join();
  CHECK(right == 2);
  CHECK(server.requests().size() == 1);
}

TEST_CASE("a cancelled fetch is interrupted and leaves nothing half written")
{
  Fixture f;
  const LoopbackServer server(always({.body = "late", .stall = std::chrono::seconds(6)}));
  std::thread presses([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
    f.cancel.cancel();
  });
  const auto stopped = f.fetch({request_for("p", "late")}, sources_of({&server}));
  presses.join();
  REQUIRE_FALSE(stopped);
  CHECK(stopped.error().kind() == ErrorKind::interrupted);
  CHECK(f.tmp_is_empty());
}

TEST_CASE("a vendored folder serves as a mirror")
{
  Fixture f;
  const auto module = BlobRequest{.label = "m",
                                  .archive = std::string(k_go_archive),
                                  .path = "github.com/!burnt!sushi/toml/@v/v1.0.0.zip",
                                  .sha256 = Digest::of("zip"),
                                  .size = 3};
  const auto source = BlobRequest{.label = "s",
                                  .archive = std::string(k_source_archive),
                                  .path = "https://example.invalid/a.tar.gz?x",
                                  .mirror_path = Digest::of("tar").render(),
                                  .sha256 = Digest::of("tar"),
                                  .size = 3};
  const auto package = request_for("pool/main/g++_1%3a2~x_amd64.deb", "deb");
  const std::vector<BlobRequest> requests{package, module, source};
  for (const char* content : {"zip", "tar", "deb"}) {
    REQUIRE(f.store->put_blob(content));
  }
  const auto folder = f.folder.path() / "a mirror";
  REQUIRE(write_mirror(requests, *f.store, folder).value() == 3);
  CHECK(os::read_file(folder / "SHA256SUMS").value() ==
        fmt::format(
            "{}  debian/pool/main/g++_1%3a2~x_amd64.deb\n{}  go/{}\n{}  source/{}\n",
            Digest::of("deb").render(), Digest::of("zip").render(), module.path,
            Digest::of("tar").render(), Digest::of("tar").render()));
  Fixture empty;
  REQUIRE(empty.fetch(requests, sources_of_mirror(folder, "--mirror")));
  CHECK(empty.store->read_blob(module.sha256).value() == "zip");
  CHECK(empty.store->read_blob(source.sha256).value() == "tar");
}

TEST_CASE("a vendored path cannot leave its folder")
{
  Fixture f;
  REQUIRE(f.store->put_blob("x"));
  for (const char* path : {"../x", "/etc/x", "a//b", ""}) {
    CHECK_FALSE(write_mirror({request_for(path, "x")}, *f.store, f.folder.path() / "m"));
  }
}

TEST_CASE("a lock asks for each file once in sorted order")
{
  Lock lock;
  LockedPackage package{.tree = "sysroot one",
                        .name = "libc6",
                        .version = "2.31",
                        .arch = "amd64",
                        .archive = "debian",
                        .path = "pool/libc6.deb",
                        .sha256 = Digest::of("libc6"),
                        .size = 5};
  lock.packages.push_back(package);
  package.tree = "runtime two";
  lock.packages.push_back(package);
  lock.sdk = {.version = "1.25.5",
              .host = "linux-amd64",
              .module = "golang.org/toolchain@v0.0.1-go1.25.5.linux-amd64",
              .sha256 = Digest::of("sdk"),
              .size = 3,
              .kind = "module"};
  lock.modules.push_back({.path = "github.com/BurntSushi/toml",
                          .version = "v1.0.0-RC1",
                          .mod = Digest::of("mod"),
                          .mod_size = 3});
  lock.source = {.kind = "archive",
                 .url = "https://example.invalid/a.tar.gz",
                 .sha256 = Digest::of("tar"),
                 .size = 3};
  std::vector<std::string> asked;
  for (const auto& request : requests_of(lock)) {
    asked.push_back(request.archive + " " + request.path + " | " + request.label);
  }
  CHECK(asked ==
        std::vector<std::string>{
            "debian pool/libc6.deb | libc6 2.31",
            "go github.com/!burnt!sushi/toml/@v/v1.0.0-!r!c1.mod | "
            "github.com/BurntSushi/toml "
            "v1.0.0-RC1",
            "go golang.org/toolchain/@v/v0.0.1-go1.25.5.linux-amd64.zip | go 1.25.5",
            "source https://example.invalid/a.tar.gz | source "
            "https://example.invalid/a.tar.gz "
            ""});
}

TEST_CASE("a folder is as good a base as a URL")
{
  CHECK(join_url("https://h.example/debian", "a/b c.deb") ==
        "https://h.example/debian/a/b%20c.deb");
  CHECK(join_url("https://h.example/debian/", "a+b~c") ==
        "https://h.example/debian/a+b~c");
  CHECK(join_url("/my mirror", "a%3a") == "file:///my%20mirror/a%253a");
}
