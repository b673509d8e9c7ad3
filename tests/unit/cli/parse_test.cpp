// SPDX-License-Identifier: Apache-2.0
#include "cli/parse.hpp"

#include <doctest/doctest.h>

using namespace crossroot;
using cli::parse_line;

TEST_SUITE_BEGIN("cli.parse");

TEST_CASE("an unknown command is answered with the one that was meant")
{
  const auto line = parse_line({"buld"});
  REQUIRE_FALSE(line);
  CHECK(line.error().kind() == ErrorKind::usage);
  CHECK(line.error().render() ==
        "error[usage]: unknown command \"buld\"\n  fix    crossroot build");
}

TEST_CASE("an unknown option is answered with the one that was meant")
{
  const auto line = parse_line({"build", "--lockd"});
  REQUIRE_FALSE(line);
  CHECK(line.error().message() == "crossroot build has no option \"--lockd\"");
  REQUIRE(line.error().hints().size() == 1);
  CHECK(line.error().hints().front() == "did you mean --locked?");
}

TEST_CASE("options may stand before and after operands and have letters")
{
  const auto line =
      parse_line({"-C", "dir", "build", "linux-amd64", "-j", "4", "--locked"});
  REQUIRE(line);
  CHECK(line->command->name == "build");
  CHECK(line->invocation.operands == std::vector<std::string>{"linux-amd64"});
  CHECK(line->invocation.value("--jobs") == "4");
  CHECK(line->invocation.value("--directory") == "dir");
  CHECK(line->invocation.has("--locked"));
  CHECK_FALSE(line->invocation.has("--json"));
}

TEST_CASE("an option that repeats keeps its values in order")
{
  const auto line = parse_line({"fetch", "--mirror", "a=x", "--mirror=b=y"});
  REQUIRE(line);
  CHECK(line->invocation.values("--mirror") == std::vector<std::string>{"a=x", "b=y"});
}

TEST_CASE("what follows the target of run belongs to the program")
{
  const auto line =
      parse_line({"run", "-q", "linux-amd64", "--", "hello", "-h", "--version"});
  REQUIRE(line);
  CHECK(line->command->name == "run");
  CHECK(line->invocation.operands == std::vector<std::string>{"linux-amd64"});
  CHECK(line->invocation.has("--quiet"));
  CHECK(line->invocation.rest == std::vector<std::string>{"hello", "-h", "--version"});
}

TEST_CASE("the compiler gets its flags untouched")
{
  const auto line = parse_line({"cc", "linux-arm64", "-v", "--version", "-c", "a.c"});
  REQUIRE(line);
  CHECK(line->invocation.rest ==
        std::vector<std::string>{"-v", "--version", "-c", "a.c"});
  CHECK_FALSE(line->invocation.has("--verbose"));
}

TEST_CASE("help and version are understood as options")
{
  const auto help = parse_line({"build", "--help"});
  REQUIRE(help);
  CHECK(help->command->name == "help");
  CHECK(help->invocation.operands == std::vector<std::string>{"build"});
  const auto version = parse_line({"--version"});
  REQUIRE(version);
  CHECK(version->command->name == "version");
  const auto nothing = parse_line({});
  REQUIRE(nothing);
  CHECK(nothing->command->name == "help");
}

TEST_CASE("a missing value and a missing or surplus operand are usage errors")
{
  for (const auto& words : std::vector<std::vector<std::string>>{{"build", "-j"},
                                                                 {"explain"},
                                                                 {"explain", "a", "b"},
                                                                 {"-C"},
                                                                 {"gc", "surplus"}}) {
    const auto line = parse_line(words);
    CAPTURE(words.front());
    REQUIRE_FALSE(line);
    CHECK(line.error().kind() == ErrorKind::usage);
  }
}
