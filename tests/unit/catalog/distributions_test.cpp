// SPDX-License-Identifier: Apache-2.0
#include "catalog/distributions.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace crossroot;
using catalog::Requirement;

namespace {

using Words = std::vector<std::string>;

Words glibc_families(const Words& all)
{
  Words some;
  for (const auto& words : all) {
    if (words.starts_with("RHEL") || words.starts_with("Ubuntu") ||
        words.starts_with("Debian") || words.starts_with("Amazon")) {
      some.push_back(words);
    }
  }
  return some;
}

} // namespace

TEST_SUITE_BEGIN("catalog.distributions");

TEST_CASE("the shipped table is whole and sorted by age within a family")
{
  const auto& table = catalog::distributions();
  REQUIRE(table.size() > 20);
  std::set<std::string> closed;
  for (std::size_t i = 1; i < table.size(); ++i) {
    CHECK_FALSE(table[i].source.empty());
    CHECK_FALSE(table[i].libc_version.empty());
    if (table[i].release != "rolling") {
      REQUIRE(table[i].end_of_support);
      CHECK(table[i].end_of_support->year > 2017);
    }
    CHECK_FALSE(table[i].architectures.empty());
    CHECK_FALSE(table[i].cpu_level.empty());
    if (table[i - 1].family == table[i].family) {
      CHECK(table[i - 1].libc_version <= table[i].libc_version);
    } else {
      CHECK(closed.insert(table[i - 1].family).second);
    }
  }
}

TEST_CASE("what asks for 2.17 loads on every family from its oldest release on")
{
  const auto reach = catalog::reach_of(Requirement{Libc::glibc, {2, 17}, {}, {}});
  CHECK(glibc_families(reach.loads_on) ==
        Words{"RHEL 7+", "Ubuntu 18.04+", "Debian 8+", "Amazon 2+"});
  CHECK(reach.refused_by.empty());
}

TEST_CASE("what asks for 2.34 is refused by older releases by name")
{
  const auto reach = catalog::reach_of(Requirement{Libc::glibc, {2, 34}, {}, {}});
  CHECK(glibc_families(reach.loads_on) ==
        Words{"RHEL 9+", "Ubuntu 22.04+", "Debian 12+", "Amazon 2023+"});
  CHECK(glibc_families(reach.refused_by) ==
        Words{"RHEL 7–8", "Ubuntu 18.04–20.04", "Debian 8–11", "Amazon 2"});
}

TEST_CASE("a newer libstdc++ refuses where the libc alone would load")
{
  const auto reach = catalog::reach_of(Requirement{Libc::glibc, {2, 17}, {3, 4, 26}, {}});
  CHECK(glibc_families(reach.refused_by) ==
        Words{"RHEL 7–8", "Ubuntu 18.04", "Debian 8–10", "Amazon 2"});
}

TEST_CASE("a release whose libstdc++ is not known is named on neither side")
{
  const auto table = catalog::parse_distributions(
      "schema = 1\n[[distribution]]\nfamily = \"A\"\nrelease = \"1\"\nlibc = \"glibc\"\n"
      "libc-version = \"2.40\"\nsource = \"here\"\n",
      "t");
  REQUIRE(table);
  const auto reach =
      catalog::reach_of(Requirement{Libc::glibc, {2, 17}, {3, 4, 26}, {}}, *table);
  CHECK(reach.loads_on.empty());
  CHECK(reach.refused_by.empty());
}

TEST_CASE("a program for musl reaches distributions with musl alone")
{
  const auto reach = catalog::reach_of(Requirement{Libc::musl, {}, {}, {}});
  CHECK(reach.loads_on == Words{"Alpine 3.12+"});
}

TEST_CASE("an unknown key in a table is refused with its place")
{
  const auto table = catalog::parse_distributions(
      "schema = 1\n[[distribution]]\nfamly = \"A\"\n", "t.toml");
  REQUIRE_FALSE(table);
  CHECK(table.error().position().has_value());
}

TEST_SUITE_END();
