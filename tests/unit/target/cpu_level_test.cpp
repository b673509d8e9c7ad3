// SPDX-License-Identifier: Apache-2.0
#include "target/cpu_level.hpp"

#include <doctest/doctest.h>

using namespace crossroot;

TEST_SUITE_BEGIN("target.cpu_level");

namespace {

std::string refusal(std::string_view triplet, std::string_view level)
{
  const auto checked = check_cpu_level(Triplet::parse(triplet).value(), level);
  return checked ? std::string() : checked.error().render();
}

} // namespace

TEST_CASE("the level of every triplet is one that may be written for it")
{
  for (const auto& facts : Triplet::all()) {
    CHECK(refusal(facts.name, facts.go_level).empty());
    if (!facts.go_variable.empty()) {
      CHECK(cpu_level_rank(facts.go_variable, facts.go_level));
    }
  }
}

TEST_CASE("levels rank by their age and features do not move them")
{
  CHECK(*cpu_level_rank("GOAMD64", "v3") > *cpu_level_rank("GOAMD64", "v2"));
  CHECK(cpu_level_rank("GOARM64", "v8.1,lse") == cpu_level_rank("GOARM64", "v8.1"));
  CHECK_FALSE(cpu_level_rank("GOAMD64", "v5"));
  CHECK_FALSE(cpu_level_rank("GOSPARC", "v1"));
}

TEST_CASE("a value that Go does not know is refused with the list")
{
  CHECK(refusal("x86_64-linux-gnu", "v5").find("GOAMD64 is v1, v2, v3, v4") !=
        std::string::npos);
  CHECK(refusal("powerpc64le-linux-gnu", "power11").find("power8, power9, power10") !=
        std::string::npos);
  CHECK(refusal("aarch64-linux-gnu", "v8.0,lse").empty());
  CHECK(refusal("aarch64-linux-gnu", "v8.0,lse,crypto").empty());
  CHECK_FALSE(refusal("aarch64-linux-gnu", "v8.0,sve").empty());
  CHECK_FALSE(refusal("x86_64-linux-gnu", "v1,lse").empty());
}

TEST_CASE("a level of Arm with the other calling convention is refused")
{
  CHECK(refusal("arm-linux-gnueabihf", "7").empty());
  CHECK(refusal("arm-linux-gnueabihf", "6").find("for ARMv7") != std::string::npos);
  CHECK(refusal("arm-linux-gnueabi", "6,softfloat").empty());
  CHECK(refusal("arm-linux-gnueabi", "7").find("integer registers") != std::string::npos);
}

TEST_CASE("only the version of Arm is part of the name that clang takes")
{
  const auto soft = Triplet::parse("arm-linux-gnueabi").value();
  CHECK(llvm_triple_at(soft, "") == "armv5te-unknown-linux-gnueabi");
  CHECK(llvm_triple_at(soft, "6,softfloat") == "armv6-unknown-linux-gnueabi");
  CHECK(llvm_triple_at(soft, "7,softfloat") == "armv7-unknown-linux-gnueabi");
  CHECK(llvm_triple_at(Triplet::parse("x86_64-linux-gnu").value(), "v3") ==
        "x86_64-unknown-linux-gnu");
}

TEST_SUITE_END();
