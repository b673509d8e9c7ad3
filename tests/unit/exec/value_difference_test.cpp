// SPDX-License-Identifier: Apache-2.0
#include "exec/value_difference.hpp"

#include <doctest/doctest.h>

using namespace crossroot;
using exec::value_difference;

TEST_SUITE_BEGIN("exec.value_difference");

TEST_CASE("of a list only the words that moved are shown")
{
  const auto reasons = value_difference("arguments", R"(["build","-tags=a","-o","/out"])",
                                        R"(["build","-tags=b","-o","/out"])");
  REQUIRE(reasons.size() == 1);
  CHECK(reasons[0].entry == "arguments");
  CHECK(reasons[0].before == "-tags=a");
  CHECK(reasons[0].after == "-tags=b");
}

TEST_CASE("of an object each member that moved is a reason of its own")
{
  const auto reasons = value_difference("abi", R"({"pie":null,"relro":"","x":1})",
                                        R"({"pie":true,"relro":"full","x":1})");
  REQUIRE(reasons.size() == 2);
  CHECK(reasons[0].entry == "abi.pie");
  CHECK(reasons[0].after == "true");
  CHECK(reasons[1].entry == "abi.relro");
  CHECK(reasons[1].after == "\"full\"");
}

TEST_CASE("of a text only the lines that moved are shown and never its digest")
{
  const auto reasons = value_difference("cc", "digest 1\nlibc glibc\nfloor 2.17\n",
                                        "digest 2\nlibc glibc\nfloor 2.18\n");
  REQUIRE(reasons.size() == 1);
  CHECK(reasons[0].before == "floor 2.17");
  CHECK(reasons[0].after == "floor 2.18");
}

TEST_CASE("a list in another order is shown whole")
{
  const auto reasons = value_difference("tags", R"(["a","b"])", R"(["b","a"])");
  REQUIRE(reasons.size() == 1);
  CHECK(reasons[0].before == R"(["a","b"])");
  CHECK(reasons[0].after == R"(["b","a"])");
}

TEST_CASE("plain values are shown as they are")
{
  const auto reasons = value_difference("policy.sandbox", "sandbox-1", "sandbox-2");
  REQUIRE(reasons.size() == 1);
  CHECK(reasons[0].entry == "policy.sandbox");
  CHECK(reasons[0].before == "sandbox-1");
  CHECK(reasons[0].after == "sandbox-2");
}
