// SPDX-License-Identifier: Apache-2.0
#include "catalog/libstdcxx.hpp"

#include <doctest/doctest.h>

using namespace crossroot;

TEST_SUITE_BEGIN("catalog.libstdcxx");

TEST_CASE("a node of CXXABI stands beside the GLIBCXX of its release")
{
  CHECK(catalog::glibcxx_beside({1, 3, 13}) == Version{3, 4, 29});
  CHECK(catalog::glibcxx_beside({1, 3, 16}) == Version{3, 4, 34});
  CHECK(catalog::glibcxx_beside({1, 3, 2}) == Version{3, 4, 10});
  CHECK(catalog::glibcxx_beside({1, 3}) == Version{});
  CHECK_FALSE(catalog::glibcxx_beside({1, 4}));
}

TEST_CASE("a table of nodes out of order or without any is refused with its place")
{
  const auto refused = [](const std::string& rows) {
    const auto pairs =
        catalog::parse_node_pairs("schema = 1\nsource = \"x\"\n" + rows, "t.toml");
    REQUIRE_FALSE(pairs);
    CHECK(pairs.error().render().find("t.toml:") != std::string::npos);
  };
  const std::string first = "{glibcxx = \"3.4.20\", cxxabi = \"1.3.8\"}";
  refused("pairs = [" + first + ", " + first + "]\n");
  refused("pairs = [" + first + ", {glibcxx = \"3.4.21\", cxxabi = \"1.3.8\"}]\n");
  refused("pairs = [{glibcxx = \"3.4.x\", cxxabi = \"1.3.8\"}]\n");
  refused("pairs = [{glibcxx = \"3.4.20\"}]\n");
  refused("pairs = []\n");
  REQUIRE(catalog::parse_node_pairs(
      "schema = 1\nsource = \"x\"\npairs = [" + first + "]\n", "t.toml"));
}

TEST_SUITE_END();
