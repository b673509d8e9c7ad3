// SPDX-License-Identifier: Apache-2.0
#include "config/config.hpp"

#include <doctest/doctest.h>

using namespace crossroot;

TEST_SUITE_BEGIN("config.config");

TEST_CASE("the later file wins and its mirrors come first")
{
  const auto system =
      parse_config("jobs = 2\nstore = \"/a\"\n"
                   "[mirrors]\ndebian = \"http://system.example/debian\"\n",
                   "/etc/c.toml", {});
  REQUIRE(system);
  const auto both = parse_config("jobs = 4\nca-file = \"/ca.pem\"\n[mirrors]\n"
                                 "debian = [\"http://user.example/debian\"]\n",
                                 "/home/c.toml", *system);
  REQUIRE(both);
  CHECK(both->jobs == 4);
  CHECK(both->store == "/a");
  CHECK(both->ca_file == "/ca.pem");
  CHECK(both->mirrors.at("debian") ==
        std::vector<std::string>{"http://user.example/debian",
                                 "http://system.example/debian"});
}

TEST_CASE("an unknown key is refused with the nearest")
{
  const auto config = parse_config("stor = \"/a\"\n", "c.toml", {});
  REQUIRE_FALSE(config);
  CHECK(config.error().render().find("did you mean \"store\"") != std::string::npos);
}

TEST_CASE("a relative store and absurd jobs and a mirror that is a number are refused")
{
  CHECK_FALSE(parse_config("store = \"a\"\n", "c.toml", {}));
  CHECK_FALSE(parse_config("jobs = -1\n", "c.toml", {}));
  CHECK_FALSE(parse_config("jobs = 100000\n", "c.toml", {}));
  const auto mirror = parse_config("[mirrors]\ndebian = [1]\n", "c.toml", {});
  REQUIRE_FALSE(mirror);
  CHECK(mirror.error().position()->line == 2);
}

TEST_CASE("files that do not exist are no configuration")
{
  const auto config = read_config({"/nonexistent/crossroot/config.toml"});
  REQUIRE(config);
  CHECK(*config == Config{});
}
