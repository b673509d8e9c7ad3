// SPDX-License-Identifier: Apache-2.0
#include "target/triplet.hpp"

#include <doctest/doctest.h>

using namespace crossroot;

TEST_SUITE_BEGIN("target.triplet");

TEST_CASE("every canonical name parses and renders as itself")
{
  for (const auto& facts : Triplet::all()) {
    const auto triplet = Triplet::parse(facts.name);
    REQUIRE(triplet);
    CHECK(triplet->render() == facts.name);
  }
}

TEST_CASE("an alias is refused with the spelling to use")
{
  const auto says = [](std::string_view alias, std::string_view canonical) {
    const auto triplet = Triplet::parse(alias);
    REQUIRE_FALSE(triplet);
    CHECK(triplet.error().kind() == ErrorKind::definition);
    REQUIRE(triplet.error().hints().size() == 1);
    CHECK(triplet.error().hints()[0] == "write \"" + std::string(canonical) + "\"");
  };
  says("arm64-linux-musl", "aarch64-linux-musl");
  says("linux/arm64", "aarch64-linux-gnu");
  says("linux/arm", "arm-linux-gnueabihf");
  says("x86_64-unknown-linux-gnu", "x86_64-linux-gnu");
  says("ppc64le-linux-gnu", "powerpc64le-linux-gnu");
  says("armhf-linux-musl", "arm-linux-musleabihf");
  says("armel-linux-gnu", "arm-linux-gnueabi");
  says("linux/mips64le", "mips64el-linux-gnuabi64");
}

TEST_CASE("a slip of the fingers gets the nearest triplet")
{
  const auto triplet = Triplet::parse("x86_64-linx-gnu");
  REQUIRE_FALSE(triplet);
  CHECK(triplet.error().hints()[0] == "did you mean \"x86_64-linux-gnu\"?");
}

TEST_CASE("a triplet with a floor parses and renders as itself")
{
  const auto both = TripletWithFloor::parse("x86_64-linux-gnu.2.17");
  REQUIRE(both);
  CHECK(both->libc == Version{2, 17});
  CHECK(both->render() == "x86_64-linux-gnu.2.17");
}

TEST_CASE("a floor below the first release of a port is refused")
{
  const auto arm = Triplet::parse("aarch64-linux-gnu").value();
  CHECK(check_floor(arm, Floor{.libc = {2, 17}}));
  const auto refused = check_floor(arm, Floor{.libc = {2, 12}});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().hints()[0] == "floor = { glibc = \"2.17\" }");
}
