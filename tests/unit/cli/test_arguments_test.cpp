// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "cli/test_arguments.hpp"

#include <doctest/doctest.h>

using namespace crossroot;
using cli::read_test_arguments;

TEST_SUITE_BEGIN("cli.test_arguments");

TEST_CASE("without words every package is tested within the time that go gives")
{
  const auto sorted = read_test_arguments({});
  REQUIRE(sorted);
  CHECK(join(sorted->packages, " ") == "./...");
  CHECK(sorted->build.empty());
  CHECK(join(sorted->program, " ") == "-test.timeout=10m0s");
}

TEST_CASE("flags go to the step that reads them in whatever order they stand")
{
  const auto sorted = read_test_arguments({"./a", "--", "-run", "X", "-v", "-tags=t",
                                           "./b", "--count=2", "-race", "-test.short"});
  REQUIRE(sorted);
  CHECK(join(sorted->packages, " ") == "./a ./b");
  CHECK(join(sorted->build, " ") == "-tags=t -race");
  CHECK(join(sorted->program, " ") ==
        "-test.timeout=10m0s -test.run=X -test.v -test.count=2 -test.short");
}

TEST_CASE("a value that looks like a flag stays the value of the flag before it")
{
  const auto sorted = read_test_arguments({"-run", "-v"});
  REQUIRE(sorted);
  CHECK(sorted->program.back() == "-test.run=-v");
}

TEST_CASE("what go does not know and what follows args reaches the program as it is")
{
  const auto sorted =
      read_test_arguments({"-update", ".", "-golden=x", "-args", "-v", "--", "./y"});
  REQUIRE(sorted);
  CHECK(join(sorted->packages, " ") == ".");
  CHECK(join(sorted->program, " ") == "-test.timeout=10m0s -update -golden=x -v -- ./y");
}

TEST_CASE("flags without a meaning here and flags without their value are refused")
{
  for (const std::string word : {"-json", "-c", "-o=x", "-exec=y", "-fuzz", "-run"}) {
    CAPTURE(word);
    const auto sorted = read_test_arguments({word});
    REQUIRE_FALSE(sorted);
    CHECK(sorted.error().kind() == ErrorKind::usage);
  }
}
