// SPDX-License-Identifier: Apache-2.0
#include "resolve/host_sources.hpp"
#include "resolve/resolve.hpp"

#include <doctest/doctest.h>

using namespace crossroot;
using namespace crossroot::resolve;

TEST_SUITE_BEGIN("resolve.host_sources");

TEST_CASE("one-line apt sources give the URIs of the Debian archive alone")
{
  const auto uris = debian_uris("# deb http://a.example/debian bookworm main\n"
                                "deb [arch=amd64 signed-by=/k] "
                                "http://b.example/debian/ bookworm main\n"
                                "deb-src http://c.example/debian bookworm main\n"
                                "deb http://d.example/apt bookworm-vendor main\n"
                                "deb http://e.example/docker bookworm stable\n"
                                "deb http://b.example/debian trixie main contrib\n",
                                false);
  CHECK(uris == std::vector<std::string>{"http://b.example/debian"});
}

TEST_CASE("deb822 apt sources give the URIs of enabled stanzas alone")
{
  const auto uris =
      debian_uris("Types: deb\n# a comment\nURIs: http://a.example/debian\n"
                  "  http://b.example/debian\nSuites: bookworm bookworm-updates\n"
                  "Components: main\n\n"
                  "Enabled: no\nURIs: http://c.example/debian\nSuites: trixie\n"
                  "Components: main\n\n"
                  "URIs: http://d.example/security\nSuites: bookworm-security\n"
                  "Components: main\n",
                  true);
  CHECK(uris ==
        std::vector<std::string>{"http://a.example/debian", "http://b.example/debian"});
}

TEST_CASE("sources stand in the order of mirror and host and upstream and snapshot")
{
  const auto definitions = Definitions::load({}).value();
  Lock lock;
  lock.indexes = {
      {.definition = "debian-11", .archive = "debian", .snapshot = "20250809T091630Z"}};
  const HostSources host{.mirrors = {{"debian", {"http://m.example/debian/"}}},
                         .apt = {},
                         .go_proxy = "https://p.example|https://q.example,direct,off"};
  const auto sources = make_sources(host, definitions, &lock);
  const auto& debian = sources.at("debian");
  REQUIRE(debian.size() >= 3);
  CHECK(debian.front().url == "http://m.example/debian");
  CHECK(debian.front().label == "--mirror");
  CHECK(debian.back().label == "snapshot");
  CHECK(debian.back().url.find("20250809T091630Z") != std::string::npos);
  CHECK(sources.at("go").size() == 2);
  CHECK(sources.at("go-release").front().url == "https://go.dev/dl");
}

TEST_CASE("a mirror of go serves releases too and the public site serves no modules")
{
  const auto definitions = Definitions::load({}).value();
  const HostSources host{
      .mirrors = {{"go", {"http://m.example/go"}}}, .apt = {}, .go_proxy = "off"};
  const auto sources = make_sources(host, definitions, nullptr);
  REQUIRE(sources.at("go-release").size() == 2);
  CHECK(sources.at("go-release").front().url == "http://m.example/go");
  REQUIRE(sources.at("go").size() == 1);
  CHECK(sources.at("go").front().url == "http://m.example/go");
}

TEST_CASE("a comma in GOPROXY ends at a failure and a bar goes on and off ends the list")
{
  const auto definitions = Definitions::load({}).value();
  const HostSources host{
      .apt = {},
      .go_proxy =
          "https://a.example, b.example|http://c.example/go,off,https://d.example"};
  const auto sources = make_sources(host, definitions, nullptr);
  const auto& go = sources.at("go");
  REQUIRE(go.size() == 3);
  CHECK(go[0].url == "https://a.example");
  CHECK(go[0].last_unless_missing);
  CHECK(go[1].url == "https://b.example");
  CHECK_FALSE(go[1].last_unless_missing);
  CHECK(go[2].url == "http://c.example/go");
}

TEST_CASE("changes between locks are one sorted line each")
{
  Lock before;
  Lock after;
  before.sdk.version = "1.25.4";
  after.sdk.version = "1.25.5";
  before.packages = {{.tree = "t", .name = "gone", .version = "1"},
                     {.tree = "t", .name = "same", .version = "1"}};
  after.packages = {{.tree = "t", .name = "new", .version = "2"},
                    {.tree = "t", .name = "same", .version = "1"}};
  CHECK(changes_between(before, after) ==
        std::vector<std::string>{"~ go.sdk 1.25.4 → 1.25.5", "- gone (t) 1",
                                 "+ new (t) 2"});
}
