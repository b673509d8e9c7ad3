// SPDX-License-Identifier: Apache-2.0
#include "toolchain/outside.hpp"

#include <doctest/doctest.h>

TEST_SUITE_BEGIN("toolchain.outside");

using namespace crossroot;

namespace {

TargetSpec make_target()
{
  TargetSpec target{.name = "arm",
                    .triplet = Triplet::parse("aarch64-linux-gnu").value(),
                    .floor = {.libc = Version{2, 17}},
                    .libc_link = "dynamic"};
  target.go.tags = {"netgo"};
  target.go.ldflags = {"-X", "main.text=two words"};
  target.go.stamp = {{"main.version", "1"}};
  return target;
}

const toolchain::OutsidePlaces k_places{.toolchain = "/s/it's/root",
                                        .sysroot = "/s/sysroot",
                                        .sdk = "/s/sdk",
                                        .tools = "/s/tools",
                                        .go_cache = "/s/gocache",
                                        .module_cache = "/s/modules"};

} // namespace

TEST_CASE("the outside environment has host paths and leaves what is the caller's own")
{
  auto target = make_target();
  target.go.buildmode = "c-archive";
  const auto environment = toolchain::outside_environment(target, k_places);
  CHECK(environment.at("GOFLAGS").find("-extar /s/tools/bin/aarch64-linux-gnu-ar") !=
        std::string::npos);
  CHECK(environment.at("CC") == "/s/tools/bin/aarch64-linux-gnu-cc");
  CHECK(environment.at("PKG_CONFIG") == "/s/tools/bin/aarch64-linux-gnu-pkg-config");
  CHECK(environment.at("PATH") == "/s/sdk/bin");
  CHECK(environment.at("GOMODCACHE") == "/s/modules");
  CHECK(environment.at("GOARCH") == "arm64");
  for (const auto* own : {"HOME", "TMPDIR", "GOPATH", "TZ", "LC_ALL"}) {
    CHECK_FALSE(environment.contains(own));
  }
  for (const auto& [name, value] : environment) {
    CAPTURE(name);
    CHECK(value.find("/cc/") == std::string::npos);
    CHECK(value.find("/gocache") == (name == "GOCACHE" ? 2 : std::string::npos));
  }
}

TEST_CASE("GOFLAGS carry tags and ldflags as one quoted word each and no stamp")
{
  const auto flags = toolchain::go_flags(make_target());
  CHECK(flags.starts_with("-trimpath -buildvcs=false -tags=netgo \"-ldflags="));
  CHECK(flags.ends_with("-X 'main.text=two words'\""));
  CHECK(flags.find("main.version") == std::string::npos);
  CHECK(flags.find("-buildmode") == std::string::npos);
  CHECK(flags.find(" -o ") == std::string::npos);
}

TEST_CASE("each tool is one script that quotes every path and starts its own program")
{
  const auto tools = toolchain::outside_tools(make_target());
  REQUIRE(tools.size() == 4);
  for (const auto& tool : tools) {
    CAPTURE(tool.name);
    const auto script =
        toolchain::outside_script(make_target(), tool, k_places, "/usr/bin/bwrap",
                                  {"--ro-bind", "/s/it's/tree/usr", "/usr"});
    CHECK(script.starts_with("#!/bin/sh\n"));
    CHECK(script.find("-- '" + tool.inside + "' \"$@\"") != std::string::npos);
    CHECK(script.find("'/s/it'\\''s/tree/usr'") != std::string::npos);
    CHECK(script.find("it's") == std::string::npos);
  }
  CHECK(tools[0].inside == "/cc/bin/aarch64-linux-gnu-ar");
  CHECK(tools[3].inside == "/usr/bin/pkgconf");
}

TEST_CASE("folders that the toolchain covers are known by whole components")
{
  for (const auto* path : {"/usr", "/usr/local/src", "/opt/x", "/etc", "/lib64"}) {
    CHECK(toolchain::hidden_from_outside_tools(path));
  }
  for (const auto* path : {"/home/x", "/usrlocal", "/var/cache", "/optional"}) {
    CHECK_FALSE(toolchain::hidden_from_outside_tools(path));
  }
}
