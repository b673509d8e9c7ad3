// SPDX-License-Identifier: Apache-2.0
#include "resolve/dependency.hpp"
#include "resolve/package_lock.hpp"
#include "resolve/packages_index.hpp"
#include "resolve/solve.hpp"

#include <doctest/doctest.h>

using namespace crossroot;
using namespace crossroot::resolve;

namespace {

std::string package(const std::string& name,
                    const std::string& version,
                    const std::string& more = "",
                    const std::string& arch = "amd64")
{
  return "Package: " + name + "\nVersion: " + version + "\nArchitecture: " + arch + "\n" +
         more + "\n";
}

PackagesIndex index_of(const std::string& text)
{
  auto index = PackagesIndex::parse(text);
  REQUIRE(index);
  return std::move(index).value();
}

std::string solved(const PackagesIndex& index,
                   std::vector<std::string> wanted,
                   std::vector<std::string> omit = {},
                   std::map<std::string, std::string> keep = {})
{
  const auto out = solve({.index = index,
                          .arch = "amd64",
                          .wanted = std::move(wanted),
                          .omit = std::move(omit),
                          .keep = std::move(keep),
                          .place = "suite for amd64"});
  if (!out) {
    return out.error().render();
  }
  std::string text;
  for (const auto& stanza : *out) {
    text += std::string(stanza.name) + "=" + std::string(stanza.version) + " ";
  }
  return text;
}

} // namespace

TEST_SUITE_BEGIN("resolve.packages");

TEST_CASE("a dependency field is read with alternatives and versions and qualifiers")
{
  const auto clauses =
      parse_dependency("libc6 (>= 2.29), perl:any | awk (<< 3~b),\n  x").value();
  REQUIRE(clauses.size() == 3);
  CHECK(clauses[0][0].render() == "libc6 (>= 2.29)");
  CHECK(clauses[1][0].qualifier == "any");
  CHECK(clauses[1][1].op == Relation::Op::less);
  CHECK(clauses[2][0].name == "x");
}

TEST_CASE("malformed dependencies are refused and not guessed at")
{
  for (const auto* text : {"a (>= )", "a (1.0)", "a (>= 1", "a b", "| a", "a (>= 1) c"}) {
    CHECK_MESSAGE(!parse_dependency(text), text);
  }
}

TEST_CASE("fields that are folded over lines are read whole")
{
  const auto index =
      index_of(package("a", "1", "Depends: b,\n c\nDescription: x\n y: z\n"));
  CHECK(parse_dependency(index.stanzas()[0].depends).value().size() == 2);
}

TEST_CASE("a stanza without a version is refused with its line")
{
  const auto index = PackagesIndex::parse("Package: a\nArchitecture: all\n\n");
  REQUIRE_FALSE(index);
  CHECK(index.error().message().find("line 3") != std::string::npos);
}

TEST_CASE("a stanza that is listed twice counts once")
{
  CHECK(index_of(package("a", "1") + package("a", "1")).stanzas().size() == 1);
}

TEST_CASE("the newest version by the rules of dpkg wins")
{
  const auto index =
      index_of(package("a", "1.9") + package("a", "1.10~rc1") + package("a", "1:0.5"));
  CHECK(solved(index, {"a"}) == "a=1:0.5 ");
}

TEST_CASE("an older version is taken where the newest does not fit")
{
  const auto index = index_of(package("a", "2", "Depends: gone\n") +
                              package("a", "1", "Depends: b\n") + package("b", "1"));
  CHECK(solved(index, {"a"}) == "a=1 b=1 ");
}

TEST_CASE(
    "the first alternative is preferred and a provider stands in for a virtual name")
{
  const auto index =
      index_of(package("a", "1", "Depends: y | x, virtual\n") + package("x", "1") +
               package("y", "1") + package("real", "1", "Provides: virtual (= 3)\n"));
  CHECK(solved(index, {"a"}) == "a=1 real=1 y=1 ");
}

TEST_CASE("libraries leave out packages of programs but for one that the recipe names")
{
  const std::string definition =
      "schema = 1\nrole = \"sysroot\"\nlibc = \"2.31\"\narchitectures = [\"amd64\"]\n"
      "programs = [\"python3\", \"perl\"]\n[archive]\nname = \"a\"\nkind = \"deb\"\n"
      "folder = \"packages\"\n[packages]\nbase = [\"libc6-dev\"]\n";
  const auto toolchain = shipped_definition_files().at("llvm-19.toml");
  const auto definitions =
      Definitions::from_files(
          {{"a.toml", definition}, {"llvm-19.toml", std::string(toolchain)}})
          .value();
  const auto recipe =
      parse_recipe("schema = 1\nname = \"x\"\n[libraries]\npackages = [\"perl\"]\n"
                   "[target.t]\ntriplet = \"x86_64-linux-gnu\"\nbase = \"a\"\n",
                   "crossroot.toml");
  REQUIRE(recipe);
  const auto trees = trees_of(*recipe, definitions);
  REQUIRE(trees);
  const auto& libraries = trees->back();
  CHECK(libraries.tree == "libraries t");
  CHECK(libraries.omit == std::vector<std::string>{"libc6-dev", "python3"});
}

TEST_CASE("an omitted package satisfies any version and its needs are not followed")
{
  const auto index = index_of(package("a", "1", "Depends: big (= 9), c\n") +
                              package("big", "1", "Depends: huge\n") +
                              package("huge", "1") + package("c", "1"));
  CHECK(solved(index, {"a"}, {"big"}) == "a=1 c=1 ");
}

TEST_CASE("packages of another architecture are not taken")
{
  const auto index =
      index_of(package("a", "1", "Depends: b\n") + package("b", "2", "", "arm64") +
               package("b", "1", "", "all"));
  CHECK(solved(index, {"a"}) == "a=1 b=1 ");
}

TEST_CASE("a kept version stays while the index has it and goes when it does not fit")
{
  const auto index = index_of(package("a", "1") + package("a", "2") +
                              package("b", "1", "Depends: a (>= 2)\n"));
  CHECK(solved(index, {"a"}, {}, {{"a", "1"}}) == "a=1 ");
  CHECK(solved(index, {"a"}, {}, {{"a", "0.9"}}) == "a=2 ");
  CHECK(solved(index, {"a", "b"}, {}, {{"a", "1"}}) == "a=2 b=1 ");
}

TEST_CASE("a name that the index lacks is answered with the nearest")
{
  const auto text = solved(index_of(package("libsqlite3-dev", "3")), {"libsqlit3-dev"});
  CHECK(text.find("there is no package libsqlit3-dev in suite for amd64") !=
        std::string::npos);
  CHECK(text.find("did you mean \"libsqlite3-dev\"?") != std::string::npos);
}

TEST_CASE("a conflict names both sides with the path to each")
{
  const auto index = index_of(
      package("left", "1", "Depends: one\n") + package("right", "1", "Depends: two\n") +
      package("one", "1", "Conflicts: two\n") + package("two", "1"));
  const auto text = solved(index, {"left", "right"});
  CHECK(text.find("one 1 conflicts with two 1") != std::string::npos);
  CHECK(text.find("left → one") != std::string::npos);
  CHECK(text.find("right → two") != std::string::npos);
}

TEST_CASE("a need that nothing provides is named with the path to it")
{
  const auto index = index_of(package("a", "1", "Depends: b\n") +
                              package("b", "1", "Depends: c (>= 3)\n"));
  const auto text = solved(index, {"a"});
  CHECK(text.find("b 1 needs c") != std::string::npos);
  CHECK(text.find("a → b") != std::string::npos);
}

TEST_CASE("the development package of a library is the one that stands for its version")
{
  const auto index =
      PackagesIndex::parse("Package: libz1\nVersion: 1.2\nArchitecture: amd64\n\n"
                           "Package: libz1-dev\nVersion: 1.2\nArchitecture: amd64\n"
                           "Depends: libz1 (= 1.2), libc6-dev\n\n"
                           "Package: libz-other-dev\nVersion: 1.2\nArchitecture: amd64\n"
                           "Depends: libz1 (= 1.2)\n\n"
                           "Package: libold-dev\nVersion: 1.1\nArchitecture: amd64\n"
                           "Depends: libz1 (= 1.1)\n\n"
                           "Package: libuser-dev\nVersion: 1\nArchitecture: amd64\n"
                           "Depends: libz1 (>= 1.2)\n")
          .value();
  const auto& all = index.stanzas();
  CHECK(development_packages(index, {all[0]}) == std::vector<std::string>{"libz1-dev"});
  CHECK(development_packages(index, {all[1]}).empty());
}
