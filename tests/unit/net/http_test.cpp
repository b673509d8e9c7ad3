// SPDX-License-Identifier: Apache-2.0
#include "net/http.hpp"
#include "net/resume.hpp"
#include "net/url.hpp"
#include "support/loopback_server.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

using namespace crossroot;
using namespace crossroot::net;
using test::HttpReply;
using test::HttpRequest;
using test::LoopbackServer;

namespace {

std::unique_ptr<HttpClient> client()
{
  HttpSettings settings;
  settings.connect_timeout = std::chrono::seconds(2);
  settings.stall_timeout = std::chrono::seconds(1);
  return make_http_client(settings).value();
}

Result<std::string> get(const std::string& url, std::uint64_t limit = 1 << 24)
{
  return client()->get(url, limit, CancelToken());
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

std::string pattern(std::size_t size)
{
  std::string text(size, ' ');
  for (std::size_t i = 0; i < size; ++i) {
    text[i] = static_cast<char>('a' + i * 7 % 26);
  }
  return text;
}

} // namespace

TEST_SUITE_BEGIN("net.http");

TEST_CASE("a document arrives whole")
{
  const auto body = pattern(300'000);
  LoopbackServer server([&](const HttpRequest&) { return HttpReply{.body = body}; });
  CHECK(get(server.url("/a")).value() == body);
}

TEST_CASE("a missing page is an error with its status and is not asked for again")
{
  LoopbackServer server([](const HttpRequest&) {
    return HttpReply{.status = 404, .body = "<html>no</html>"};
  });
  const auto got = get(server.url("/a?secret=1"));
  REQUIRE_FALSE(got);
  CHECK(got.error().kind() == ErrorKind::io);
  CHECK(got.error().id() == "net");
  CHECK(note(got.error(), "status") == "404");
  CHECK(got.error().render().find("secret") == std::string::npos);
  CHECK(server.requests().size() == 1);
}

TEST_CASE("a server that is busy is asked again")
{
  std::atomic<int> asked{0};
  LoopbackServer server([&](const HttpRequest&) {
    return asked++ == 0 ? HttpReply{.status = 503} : HttpReply{.body = "now"};
  });
  CHECK(get(server.url("/a")).value() == "now");
}

TEST_CASE("a dropped transfer is resumed where it stopped")
{
  const auto body = pattern(200'000);
  std::atomic<int> asked{0};
  LoopbackServer server([&](const HttpRequest& request) -> HttpReply {
    if (asked++ == 0) {
      return {.headers = {"ETag: \"one\""}, .body = body, .send_only = 150'000};
    }
    CHECK(request.headers.at("if-range") == "\"one\"");
    const auto range = request.headers.at("range");
    const auto from = std::stoul(range.substr(range.find('=') + 1));
    return {.status = 206,
            .headers = {"ETag: \"one\"", "Content-Range: bytes " + std::to_string(from) +
                                             "-199999/200000"},
            .body = body.substr(from)};
  });
  CHECK(get(server.url("/a")).value() == body);
  REQUIRE(asked == 2);
  CHECK(server.requests()[1].headers.at("range") == "bytes=150000-");
}

TEST_CASE("a server that ignores the range begins again from byte 0")
{
  const auto body = pattern(200'000);
  std::atomic<int> asked{0};
  LoopbackServer server([&](const HttpRequest&) -> HttpReply {
    const bool first = asked++ == 0;
    return {.headers = {"ETag: \"one\""},
            .body = body,
            .send_only = first ? 100'000 : std::string::npos};
  });
  CHECK(get(server.url("/a")).value() == body);
  CHECK(asked == 2);
}

TEST_CASE("a part that begins elsewhere than asked is not glued on")
{
  const auto body = pattern(200'000);
  std::atomic<int> asked{0};
  LoopbackServer server([&](const HttpRequest&) -> HttpReply {
    if (asked++ == 0) {
      return {.headers = {"ETag: \"one\""}, .body = body, .send_only = 100'000};
    }
    return {.status = 206,
            .headers = {"ETag: \"one\"", "Content-Range: bytes 0-199999/200000"},
            .body = body};
  });
  CHECK(get(server.url("/a")).value() == body);
}

TEST_CASE("without a strong validator nothing is resumed")
{
  const auto body = pattern(200'000);
  std::atomic<int> asked{0};
  LoopbackServer server([&](const HttpRequest&) -> HttpReply {
    const bool first = asked++ == 0;
    return {.headers = {"ETag: W/\"weak\""},
            .body = body,
            .send_only = first ? 100'000 : std::string::npos};
  });
  CHECK(get(server.url("/a")).value() == body);
  CHECK(server.requests()[1].headers.count("range") == 0);
}

TEST_CASE("a transfer that always drops fails after three more tries")
{
  LoopbackServer server([&](const HttpRequest&) -> HttpReply {
    return {.body = "abcdef", .send_only = 3};
  });
  const auto got = get(server.url("/a"));
  REQUIRE_FALSE(got);
  CHECK(server.requests().size() == 4);
}

TEST_CASE("a stalled server is given up")
{
  LoopbackServer server([&](const HttpRequest&) -> HttpReply {
    return {.body = "late", .stall = std::chrono::seconds(8)};
  });
  const auto began = std::chrono::steady_clock::now();
  const auto got = get(server.url("/a"));
  REQUIRE_FALSE(got);
  CHECK(note(got.error(), "reason") == "timed out 1 s");
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(6));
}

TEST_CASE("more bytes than allowed end the transfer")
{
  LoopbackServer server(
      [&](const HttpRequest&) { return HttpReply{.body = pattern(1000)}; });
  CHECK_FALSE(get(server.url("/a"), 999));
  CHECK(get(server.url("/a"), 1000));
  CHECK(server.requests().size() == 2);
}

TEST_CASE("a redirect to a file is refused and file URLs work when asked for")
{
  const auto path =
      std::filesystem::temp_directory_path() / ("net-test-" + std::to_string(::getpid()));
  std::ofstream(path) << "local";
  LoopbackServer server([&](const HttpRequest&) -> HttpReply {
    return {.status = 302, .headers = {"Location: file://" + path.string()}};
  });
  const auto refused = get(server.url("/a"));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message().find("file://") != std::string::npos);
  CHECK(get("file://" + path.string()).value() == "local");
  std::filesystem::remove(path);
  const auto gone = get("file://" + path.string());
  REQUIRE_FALSE(gone);
  CHECK(note(gone.error(), "reason") == "no such file");
}

TEST_CASE("a redirect is followed and a circle of them ends")
{
  LoopbackServer server([&](const HttpRequest& request) -> HttpReply {
    if (request.path == "/there") {
      return {.body = "here"};
    }
    return {.status = 301,
            .headers = {request.path == "/a" ? "Location: /there" : "Location: /circle"},
            .body = "<html>moved</html>"};
  });
  CHECK(get(server.url("/a")).value() == "here");
  CHECK_FALSE(get(server.url("/circle")));
}

TEST_CASE("credentials go to the named host and to no other")
{
  LoopbackServer other([](const HttpRequest&) { return HttpReply{.body = "other"}; });
  LoopbackServer server([&](const HttpRequest& request) -> HttpReply {
    if (request.path == "/same") {
      return {.body = "same"};
    }
    const auto to = request.path == "/a" ? other.url("/b") : std::string("/same");
    return {.status = 302, .headers = {"Location: " + to}};
  });
  const auto run = [&](const std::string& url) {
    Transfer transfer;
    transfer.url = url;
    transfer.user = "me";
    transfer.password = "hunter2";
    transfer.on_bytes = [](std::span<const std::byte>) { return Result<void>(); };
    return client()->run(transfer, CancelToken());
  };
  REQUIRE(run(server.url("/a")));
  REQUIRE(run(server.url("/b")));
  REQUIRE(server.requests().size() == 3);
  for (const auto& request : server.requests()) {
    CHECK(request.headers.at("authorization") == "Basic bWU6aHVudGVyMg==");
  }
  REQUIRE(other.requests().size() == 1);
  CHECK(other.requests()[0].headers.count("authorization") == 0);
}

TEST_CASE("netrc gives each host its own credentials and a redirect does not carry them")
{
  const auto path = std::filesystem::temp_directory_path() /
                    ("netrc-test-" + std::to_string(::getpid()));
  std::ofstream(path) << "machine 127.0.0.1 login me password hunter2\n";
  LoopbackServer server([&](const HttpRequest&) { return HttpReply{.body = "x"}; });
  LoopbackServer first([&](const HttpRequest&) -> HttpReply {
    return {.status = 302, .headers = {"Location: " + server.url("/b", "localhost")}};
  });
  HttpSettings settings;
  settings.netrc = path.string();
  auto http = make_http_client(settings).value();
  REQUIRE(http->get(first.url("/a"), 100, CancelToken()));
  CHECK(first.requests()[0].headers.count("authorization") == 1);
  CHECK(server.requests()[0].headers.count("authorization") == 0);
  std::filesystem::remove(path);
}

TEST_CASE("an unreachable port is told without user or password")
{
  const auto got = get("http://me:hunter2@127.0.0.1:1/x?token=t");
  REQUIRE_FALSE(got);
  CHECK(got.error().message() ==
        "http://127.0.0.1:1/x: cannot connect: Connection refused");
}

TEST_CASE("a cancelled transfer is interrupted")
{
  LoopbackServer server([&](const HttpRequest&) -> HttpReply {
    return {.body = "late", .stall = std::chrono::seconds(8)};
  });
  CancelToken cancel;
  std::thread presses([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    cancel.cancel();
  });
  const auto got = client()->get(server.url("/a"), 100, cancel);
  presses.join();
  REQUIRE_FALSE(got);
  CHECK(got.error().kind() == ErrorKind::interrupted);
}

TEST_CASE("URLs for people hold no user or password or query")
{
  CHECK(url_for_people("https://u:p@h.example:8/a/b?c#d") == "https://h.example:8/a/b");
  CHECK(url_for_people("https://u@p@h/a@b") == "https://h/a@b");
  CHECK(url_for_people("git@h.example:a/b.git") == "h.example:a/b.git");
  CHECK(url_for_people("http://h/\x1b[31m") == "http://h/?[31m");
  CHECK(url_for_people("") == "");
  CHECK(origin_of("HTTP://u@H.example:80/x") == "http://h.example:80");
}

TEST_CASE("headers of an interim answer are forgotten")
{
  ResponseFacts facts;
  facts.take_header("HTTP/1.1 103 Early\r\n");
  facts.take_header("ETag: \"early\"\r\n");
  facts.take_header("HTTP/1.1 206 Part\r\n");
  facts.take_header("etag: \"late\"\r\n");
  facts.take_header("Last-Modified: yesterday\r\n");
  facts.take_header("Content-Range: bytes 5-9/10\r\n");
  facts.take_header("Content-Length: 5\r\n");
  CHECK(facts.validator == "\"late\"");
  CHECK(facts.range_start == 5);
  CHECK(facts.whole_bytes == 10);
}
