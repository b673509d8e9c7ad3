// SPDX-License-Identifier: Apache-2.0
#include "recipe/recipe.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace crossroot;

namespace {

constexpr std::string_view k_target =
    "[target.linux-amd64]\ntriplet = \"x86_64-linux-gnu\"\n";

Result<Recipe> parse(const std::string& text)
{
  return parse_recipe(text, "/project/inventory/crossroot.toml");
}

/// The rendered Error of a whole recipe.
std::string refusal_of(const std::string& text)
{
  const auto recipe = parse(text);
  REQUIRE_FALSE(recipe);
  CHECK(recipe.error().kind() == ErrorKind::definition);
  return recipe.error().render();
}

/// The rendered Error of a recipe made of `text` and one sound target.
std::string refusal(const std::string& text)
{
  return refusal_of(text + std::string(k_target));
}

} // namespace

TEST_SUITE_BEGIN("recipe.recipe");

TEST_CASE("everything has a default but one target")
{
  const auto recipe = parse(std::string(k_target));
  REQUIRE(recipe);
  CHECK(recipe->name == "inventory");
  CHECK(recipe->folder == "/project/inventory");
  CHECK(recipe->source.path == ".");
  REQUIRE(recipe->targets.size() == 1);
  const auto& target = recipe->targets[0];
  CHECK(target.name == "linux-amd64");
  CHECK(target.triplet.render() == "x86_64-linux-gnu");
  CHECK(target.floor == Floor{});
  CHECK(target.libc_link == "dynamic");
  CHECK(target.go.packages == std::vector<std::string>{"."});
  CHECK(target.cc.toolchain == "llvm-19");
  CHECK(target.cc.cflags == std::vector<std::string>{"-O2", "-g"});
  CHECK(target.abi.needed_system);
  CHECK(recipe->smoke.command.empty());
}

TEST_CASE("all keys of the schema are read")
{
  const auto recipe = parse(R"(
schema = 1
name = "inventory"
[source]
path = ".."
module = "services/inventory"
include = ["web/dist/**"]
[modules]
private = ["corp.example/*"]
[go]
sdk = "1.25.5"
packages = ["./cmd/inventory"]
buildmode = "pie"
tags = ["a"]
ldflags = ["-s", "-w"]
stamp = { "main.version" = "{git.describe}" }
cgo = "off"
[cc]
toolchain = "llvm-19"
cflags = ["-O3"]
cxxflags = ["-std=c++17"]
ldflags = ["-Wl,--gc-sections"]
runtime = "shared"
[libraries]
packages = []
[target.arm]
triplet = "aarch64-linux-gnu"
base = "debian-11"
libc-link = "static"
floor = { glibc = "2.17", libstdcxx = "3.4.19", libgcc = "4.8", kernel = "3.10" }
[abi]
needed = ["libc.so.6"]
pie = false
relro = "partial"
forbid-symbols = ["system"]
exports = []
waive = [{ check = "relro", reason = "go internal link", until = 2027-01-01 }]
[smoke]
command = ["inventory", "--version"]
stdout = "inventory"
)");
  REQUIRE_MESSAGE(recipe, recipe.error().render());
  CHECK(recipe->source.module == "services/inventory");
  CHECK(recipe->private_modules.size() == 1);
  const auto& target = recipe->targets.at(0);
  CHECK(target.go.sdk == "1.25.5");
  CHECK(target.go.stamp.at("main.version") == "{git.describe}");
  CHECK(target.cc.runtime == "shared");
  CHECK(target.go.cgo == "off");
  CHECK(target.libraries.packages.empty());
  CHECK(target.floor.libc == Version{2, 17});
  CHECK(target.floor.libstdcxx == Version{3, 4, 19});
  CHECK(target.floor.kernel == Version{3, 10});
  CHECK(target.libc_link == "static");
  CHECK_FALSE(target.abi.needed_system);
  CHECK(target.abi.pie == false);
  REQUIRE(target.abi.exports);
  CHECK(target.abi.exports->empty());
  CHECK(target.abi.waive.at(0).until == TomlDate{2027, 1, 1});
  CHECK(recipe->smoke.stdout_contains == "inventory");
}

TEST_CASE("a target overrides single keys and keeps the rest")
{
  const auto recipe = parse(R"(
[go]
tags = ["common"]
ldflags = ["-s"]
[cc]
cflags = ["-O1"]
[target.b]
triplet = "x86_64-linux-gnu"
go.tags = ["netgo"]
abi.relro = "full"
abi.build-id = true
[target.a]
triplet = "aarch64-linux-gnu"
)");
  REQUIRE_MESSAGE(recipe, recipe.error().render());
  REQUIRE(recipe->targets.size() == 2);
  CHECK(recipe->targets[0].name == "a");
  CHECK(recipe->targets[0].go.tags == std::vector<std::string>{"common"});
  const auto* b = recipe->find_target("b");
  REQUIRE(b != nullptr);
  CHECK(b->go.tags == std::vector<std::string>{"netgo"});
  CHECK(b->go.ldflags == std::vector<std::string>{"-s"});
  CHECK(b->cc.cflags == std::vector<std::string>{"-O1"});
  CHECK(b->abi.relro == "full");
  CHECK(b->abi.build_id == true);
  CHECK_FALSE(recipe->find_target("a")->abi.build_id);
}

TEST_CASE("unknown keys are refused where they stand with the nearest known one")
{
  CHECK(refusal("[go]\nsd = \"1.25.5\"\n") ==
        "error[unknown-key]: crossroot.toml:2:1: unknown key \"sd\" in [go]\n"
        "  fix    did you mean \"sdk\"?");
  CHECK(refusal("nam = \"x\"\n").find("did you mean \"name\"") != std::string::npos);
  CHECK(refusal("[target.x]\ntriplet = \"x86_64-linux-gnu\"\ngo.tag = []\n")
            .find("unknown key \"tag\" in [target.x.go]") != std::string::npos);
  CHECK(refusal("[target.x]\ntriplet = \"x86_64-linux-gnu\"\nflor = {}\n")
            .find("did you mean \"floor\"") != std::string::npos);
  CHECK(refusal("[smoke]\ncomand = []\n").find("crossroot.toml:2:1") !=
        std::string::npos);
}

TEST_CASE("a misspelt target table is named rather than missed")
{
  const auto recipe = parse("[targt.a]\ntriplet = \"x86_64-linux-gnu\"\n");
  REQUIRE_FALSE(recipe);
  CHECK(recipe.error().render().find("did you mean \"target\"") != std::string::npos);
}

TEST_CASE("a recipe without a target is refused")
{
  const auto recipe = parse("name = \"x\"\n");
  REQUIRE_FALSE(recipe);
  CHECK(recipe.error().message() == "the recipe has no target");
}

TEST_CASE("an unknown triplet is refused where it stands")
{
  const auto text = refusal("[target.x]\ntriplet = \"x86-64-linux-gnu\"\n");
  CHECK(text.find("crossroot.toml:2:11") != std::string::npos);
  CHECK(text.find("x86_64-linux-gnu") != std::string::npos);
}

TEST_CASE("a floor below the baseline is refused where it stands")
{
  const auto text = refusal(
      "[target.x]\ntriplet = \"aarch64-linux-gnu\"\nfloor = { glibc = \"2.12\" }\n");
  CHECK(text.find("crossroot.toml:3:19") != std::string::npos);
  CHECK(text.find("2.17") != std::string::npos);
}

TEST_CASE("a floor of the other libc is refused")
{
  const auto text =
      refusal("[target.x]\ntriplet = \"x86_64-linux-gnu\"\nfloor = { musl = \"1.2\" }\n");
  CHECK(text.find("x86_64-linux-gnu has no musl") != std::string::npos);
}

TEST_CASE("a floor that is no version is refused")
{
  CHECK(refusal("[target.x]\ntriplet = \"x86_64-linux-gnu\"\nfloor.glibc = \"new\"\n")
            .find("crossroot.toml:3:15") != std::string::npos);
}

TEST_CASE("a target's CPU level is that of its own CPU and one that Go knows")
{
  const auto recipe = parse(std::string(k_target) + "GOAMD64 = \"v3\"\n");
  REQUIRE(recipe);
  CHECK(recipe->targets[0].cpu_level == "v3");
  const auto text = refusal_of(std::string(k_target) + "GOAMD64 = \"v9\"\n");
  CHECK(text.find("crossroot.toml:3:") != std::string::npos);
  CHECK(text.find("GOAMD64 is v1, v2, v3, v4") != std::string::npos);
  CHECK(refusal_of(std::string(k_target) + "GOARM = \"7\"\n")
            .find("GOARM says nothing of x86_64-linux-gnu") != std::string::npos);
}

TEST_CASE("words outside an enumeration are refused with the nearest")
{
  CHECK(refusal("[go]\nbuildmode = \"c-shred\"\n").find("did you mean \"c-shared\"") !=
        std::string::npos);
  CHECK(refusal("[go]\ncgo = \"on\"\n").find("required, off") != std::string::npos);
  CHECK(refusal("[cc]\nruntime = \"statik\"\n").find("did you mean \"static\"") !=
        std::string::npos);
  CHECK(refusal("[libraries]\nlink = \"x\"\n").find("bundled") != std::string::npos);
  CHECK(refusal("[abi]\nrelro = \"ful\"\n").find("did you mean \"full\"") !=
        std::string::npos);
}

TEST_CASE("keys that nothing acts on are refused where they stand")
{
  CHECK(refusal("[go]\ncgo = \"auto\"\n")
            .starts_with("error[recipe]: crossroot.toml:2:7: cgo = \"auto\" is not "
                         "supported\n"));
}

TEST_CASE("libraries are named without versions and once each")
{
  const auto recipe = parse(R"(
[libraries]
packages = ["zlib1g-dev", "libpcap-dev"]
from = "debian-12"
link = "bundled"
[target.one]
triplet = "x86_64-linux-gnu"
[target.two]
triplet = "aarch64-linux-gnu"
libraries.packages = ["libc++-dev"]
libraries.link = "static"
)");
  REQUIRE_MESSAGE(recipe, recipe.error().render());
  const auto& one = recipe->targets.at(0).libraries;
  CHECK(one.packages == std::vector<std::string>{"zlib1g-dev", "libpcap-dev"});
  CHECK(one.from == "debian-12");
  CHECK(one.link == "bundled");
  const auto& two = recipe->targets.at(1).libraries;
  CHECK(two.packages == std::vector<std::string>{"libc++-dev"});
  CHECK(two.from == "debian-12");
  CHECK(two.link == "static");

  const auto two_versions =
      refusal("[libraries]\npackages = [\"libz=1.2\", \"libz=1.3\"]\n");
  CHECK(two_versions.starts_with("error[recipe]: crossroot.toml:2:"));
  CHECK(two_versions.find("--update libz") != std::string::npos);
  CHECK(refusal("[libraries]\npackages = [\"libz:arm64\"]\n").find("one CPU") !=
        std::string::npos);
  CHECK(refusal("[libraries]\npackages = [\"libz\", \"libz\"]\n").find("twice") !=
        std::string::npos);
  for (const std::string name : {"", "-y", "a b", "../x"}) {
    CHECK_MESSAGE(refusal("[libraries]\npackages = [\"" + name + "\"]\n")
                          .find("is no name of a package") != std::string::npos,
                  name);
  }
}

TEST_CASE("another schema is refused before its keys are read")
{
  CHECK(refusal("schema = 2\nnew-key = 1\n").find("schema 2 is not known") !=
        std::string::npos);
}

TEST_CASE("a source has one kind and its parts belong together")
{
  CHECK(refusal("[source]\npath = \".\"\ngit = \"https://x.example/a\"\nrev = \"v1\"\n")
            .find("more than one of") != std::string::npos);
  CHECK(refusal("[source]\ngit = \"https://x.example/a\"\n").find("belong together") !=
        std::string::npos);
  CHECK(refusal("[source]\ngo = \"github.com/a/b\"\n").find("pins no version") !=
        std::string::npos);
  CHECK(refusal("[source]\nmodule = \"../x\"\n").find("leaves the source") !=
        std::string::npos);
}

TEST_CASE("a Go SDK is a release number")
{
  for (const std::string sdk : {"1.25.5", "1.20", "1.26rc1"}) {
    CHECK(parse("[go]\nsdk = \"" + sdk + "\"\n" + std::string(k_target)));
  }
  for (const std::string sdk : {"go1.25.5", "latest", "1", "1.25.x", "1.25rc"}) {
    CHECK(refusal("[go]\nsdk = \"" + sdk + "\"\n").find("no release of Go") !=
          std::string::npos);
  }
}

TEST_CASE("a package that go would read as an option is refused")
{
  CHECK(refusal("[go]\npackages = [\"-toolexec=sh\"]\n").find("is no package") !=
        std::string::npos);
}

TEST_CASE("a waiver needs a known check and a reason and an end")
{
  CHECK(
      refusal(
          "[abi]\nwaive = [{ check = \"rello\", reason = \"x\", until = 2027-01-01 }]\n")
          .find("did you mean \"relro\"") != std::string::npos);
  CHECK(refusal("[abi]\nwaive = [{ check = \"relro\", reason = \"x\" }]\n")
            .find("a waiver needs an end") != std::string::npos);
  CHECK(refusal("[abi]\nwaive = [{ check = \"relro\", until = 2027-01-01 }]\n")
            .find("reason") != std::string::npos);
}

TEST_CASE("a target name that is no folder name is refused")
{
  for (const std::string name : {"a/b", "..", "-j", " "}) {
    const auto text =
        refusal("[target.\"" + name + "\"]\ntriplet = \"x86_64-linux-gnu\"\n");
    CHECK(text.find("cannot be the name of a target") != std::string::npos);
  }
}

TEST_CASE("a smoke command names a program of bin")
{
  CHECK(refusal("[smoke]\ncommand = [\"/bin/sh\"]\n").find("is no name") !=
        std::string::npos);
  CHECK(refusal("[smoke]\nstdout = \"x\"\n").find("no command") != std::string::npos);
}
