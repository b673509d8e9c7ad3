// SPDX-License-Identifier: Apache-2.0
#include "base/toml.hpp"

#include <doctest/doctest.h>

using namespace crossroot;

TEST_SUITE_BEGIN("base.toml");

TEST_CASE("a syntax error names file and line and column")
{
  const auto table = parse_toml("a = 1\nb = = 2\n", "x.toml");
  REQUIRE_FALSE(table);
  REQUIRE(table.error().position());
  CHECK(table.error().position()->file == "x.toml");
  CHECK(table.error().position()->line == 2);
}

TEST_CASE("what cannot begin a key after a bracket is a syntax error")
{
  for (const std::string_view text : {"[\n[source]\n", "[=]", "[[\n", "[#]\n", "a.\n"}) {
    CAPTURE(text);
    const auto table = parse_toml(text, "x.toml");
    REQUIRE_FALSE(table);
    CHECK(table.error().id() == "toml");
  }
}

TEST_CASE("a letter outside ASCII is refused where a key stands and kept where text does")
{
  CHECK_FALSE(parse_toml("gr\u00f6\u00dfe = 1\n", "x.toml"));
  CHECK_FALSE(parse_toml("\u2d00 = 1\n", "x.toml"));
  const auto table = parse_toml("# \u00e9\na = \"\"\"\\\n \u00e9\"\"\"\n", "x.toml");
  REQUIRE(table);
  CHECK(*table->members.at("a").value.string() == "\u00e9");
}

TEST_CASE("the first unknown key by position is refused with the nearest known one")
{
  const auto table = parse_toml("triplet = \"x\"\nflor = 1\nabc = 2\n", "x.toml").value();
  TomlReader reader(table, "[target.a]");
  CHECK(reader.string("triplet") == "x");
  CHECK_FALSE(reader.has("floor"));
  const auto finished = reader.finish();
  REQUIRE_FALSE(finished);
  CHECK(finished.error().render() ==
        "error[unknown-key]: x.toml:2:1: unknown key \"flor\" in [target.a]\n"
        "  fix    did you mean \"floor\"?");
}

TEST_CASE("a wrong type is refused where the value stands")
{
  const auto table = parse_toml("tags = [\"a\", 2]\n", "x.toml").value();
  TomlReader reader(table, "[go]");
  CHECK(reader.strings("tags").empty());
  REQUIRE_FALSE(reader.finish());
  CHECK(reader.finish().error().position()->column == 14);
}

TEST_CASE("a missing key is refused by name")
{
  const auto table = parse_toml("", "x.toml").value();
  TomlReader reader(table, "the recipe");
  CHECK(reader.string("name").empty());
  REQUIRE_FALSE(reader.finish());
  CHECK(reader.finish().error().message() == "the recipe lacks the key \"name\"");
}

TEST_CASE("dates are read as dates")
{
  const auto table = parse_toml("until = 2027-01-01\n", "x.toml").value();
  TomlReader reader(table, "waive");
  CHECK(reader.optional_date("until")->render() == "2027-01-01");
  CHECK(reader.finish());
}

TEST_CASE("a quoted string reads back as itself")
{
  for (const std::string text :
       {"plain", "tab\tquote\"back\\slash\nline", "\x01\x7f", "ü"}) {
    const auto table = parse_toml("k = " + quote_toml(text), "x.toml");
    REQUIRE(table);
    CHECK(*table->members.at("k").value.string() == text);
  }
}
