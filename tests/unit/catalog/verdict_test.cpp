// SPDX-License-Identifier: Apache-2.0
#include "catalog/distributions.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace crossroot;
using catalog::Answer;
using catalog::Distribution;
using catalog::Obstacle;
using catalog::Requirement;
using catalog::verdict_of;

namespace {

const Distribution& system_named(const std::string& name)
{
  const auto& table = catalog::distributions();
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const auto& row) { return row.name() == name; });
  REQUIRE(found != table.end());
  return *found;
}

Requirement asks(const std::string& triplet)
{
  Requirement requirement;
  requirement.triplet = *Triplet::parse(triplet);
  requirement.libc = requirement.triplet->libc();
  requirement.interpreter = requirement.triplet->facts().loader;
  return requirement;
}

} // namespace

TEST_SUITE_BEGIN("catalog.verdict");

TEST_CASE("an older libc refuses and says what it has")
{
  auto asked = asks("x86_64-linux-gnu");
  asked.libc_version = {2, 34};
  const auto verdict = verdict_of(system_named("RHEL 8"), asked);
  CHECK(verdict.answer == Answer::refuses);
  CHECK(verdict.obstacle == Obstacle::libc);
  CHECK(verdict.reason == "needs glibc 2.34, has 2.28");
  CHECK(verdict_of(system_named("RHEL 9"), asked) == catalog::Verdict{});
}

TEST_CASE("the first reason is that which a loader meets first")
{
  auto asked = asks("x86_64-linux-gnu");
  asked.libc_version = {2, 34};
  asked.libstdcxx = {3, 4, 30};
  asked.libgcc = {12, 0, 0};
  CHECK(verdict_of(system_named("Debian 11"), asked).obstacle == Obstacle::libc);
  CHECK(verdict_of(system_named("RHEL 9"), asked).obstacle == Obstacle::libstdcxx);
  asked.libstdcxx = {3, 4, 29};
  CHECK(verdict_of(system_named("RHEL 9"), asked).obstacle == Obstacle::libgcc);
}

TEST_CASE("a refusal beats a doubt that was met before it")
{
  auto asked = asks("x86_64-linux-gnu");
  asked.libstdcxx = {3, 4, 30};
  const auto& system = system_named("SLES 15 SP5");
  CHECK(verdict_of(system, asked).answer == Answer::unknown);
  asked.cpu_level = 3;
  const auto verdict = verdict_of(system, asked);
  CHECK(verdict.answer == Answer::refuses);
  CHECK(verdict.reason == "needs x86-64-v3, starts at x86-64");
}

TEST_CASE("CPU levels are those that the release starts at")
{
  auto asked = asks("x86_64-linux-gnu");
  asked.cpu_level = 2;
  CHECK(verdict_of(system_named("RHEL 8"), asked).obstacle == Obstacle::cpu);
  CHECK(verdict_of(system_named("RHEL 9"), asked).answer == Answer::loads);
  asked.cpu_level = 3;
  CHECK(verdict_of(system_named("RHEL 9"), asked).reason ==
        "needs x86-64-v3, starts at x86-64-v2");
  CHECK(verdict_of(system_named("RHEL 10"), asked).answer == Answer::loads);
  auto power = asks("powerpc64le-linux-gnu");
  power.cpu_level = 9;
  CHECK(verdict_of(system_named("RHEL 8"), power).reason ==
        "needs POWER9, starts at POWER8");
}

TEST_CASE(
    "the first level of x86-64 asks nothing and a level unknown to the table is a doubt")
{
  auto system = system_named("RHEL 8");
  system.cpu_level.clear();
  auto asked = asks("x86_64-linux-gnu");
  asked.cpu_level = 1;
  CHECK(verdict_of(system, asked).answer == Answer::loads);
  asked.cpu_level = 2;
  CHECK(verdict_of(system, asked).answer == Answer::unknown);
}

TEST_CASE("a release without an edition for the CPU refuses whatever else holds")
{
  const auto asked = asks("riscv64-linux-gnu");
  const auto verdict = verdict_of(system_named("RHEL 10"), asked);
  CHECK(verdict.obstacle == Obstacle::architecture);
  CHECK(verdict.reason == "there is none for riscv64");
  CHECK(verdict_of(system_named("Debian 13"), asked).answer == Answer::loads);
}

TEST_CASE("a program for glibc is refused where musl is and the other way round")
{
  CHECK(verdict_of(system_named("Alpine 3.20"), asks("x86_64-linux-gnu")).reason ==
        "made for glibc, has musl");
  CHECK(verdict_of(system_named("Debian 12"), asks("x86_64-linux-musl")).obstacle ==
        Obstacle::libc_kind);
}

TEST_CASE("a static program is asked for its CPU and kernel alone")
{
  auto asked = asks("x86_64-linux-gnu");
  asked.is_static = true;
  asked.interpreter.clear();
  asked.kernel_note = {3, 2};
  CHECK(verdict_of(system_named("Alpine 3.12"), asked).answer == Answer::loads);
  asked.kernel_note = {4, 18};
  CHECK(verdict_of(system_named("RHEL 7"), asked).reason ==
        "needs kernel 4.18, has 3.10");
}

TEST_CASE("glibc insists on the kernel note of libraries and before 2.36 only")
{
  auto asked = asks("x86_64-linux-gnu");
  asked.kernel_note = {99, 0};
  CHECK(verdict_of(system_named("Debian 11"), asked).answer == Answer::loads);
  asked.interpreter.clear();
  asked.is_library = true;
  CHECK(verdict_of(system_named("Debian 11"), asked).obstacle == Obstacle::kernel);
  CHECK(verdict_of(system_named("Debian 12"), asked).answer == Answer::loads);
}

TEST_CASE("a loader of another name refuses and one in another folder is a doubt")
{
  auto asked = asks("s390x-linux-gnu");
  asked.interpreter = "/lib64/ld64.so.1";
  CHECK(verdict_of(system_named("Debian 12"), asked).answer == Answer::unknown);
  asked.interpreter = "/nix/store/x/ld-glibc.so";
  CHECK(verdict_of(system_named("Debian 12"), asked).obstacle == Obstacle::loader);
}

TEST_CASE("a marker is refused where somebody looked and doubted where nobody did")
{
  auto asked = asks("x86_64-linux-gnu");
  asked.markers = {{"GLIBC_ABI_DT_RELR", {2, 36}}};
  CHECK(verdict_of(system_named("Debian 11"), asked).answer == Answer::refuses);
  CHECK(verdict_of(system_named("Debian 12"), asked).answer == Answer::loads);
  CHECK(verdict_of(system_named("Ubuntu 22.04"), asked).answer == Answer::unknown);
  CHECK(verdict_of(system_named("Ubuntu 24.04"), asked).answer == Answer::loads);
}

TEST_CASE("relocations that no marker announces are refused by every glibc")
{
  auto asked = asks("x86_64-linux-gnu");
  asked.packed = catalog::PackedRelocations::unmarked;
  CHECK(verdict_of(system_named("Debian 11"), asked).obstacle == Obstacle::relocations);
  CHECK(verdict_of(system_named("Debian 13"), asked).obstacle == Obstacle::abi_marker);
  asked.packed = catalog::PackedRelocations::marked;
  CHECK(verdict_of(system_named("Debian 13"), asked).answer == Answer::loads);
}

TEST_CASE("packed relocations want musl 1.2.4")
{
  auto asked = asks("x86_64-linux-musl");
  asked.packed = catalog::PackedRelocations::unmarked;
  CHECK(verdict_of(system_named("Alpine 3.17"), asked).reason ==
        "needs musl (DT_RELR) 1.2.4, has 1.2.3");
  CHECK(verdict_of(system_named("Alpine 3.18"), asked).answer == Answer::loads);
}

TEST_CASE("private symbols of glibc are a doubt everywhere")
{
  auto asked = asks("x86_64-linux-gnu");
  asked.private_symbols = true;
  CHECK(verdict_of(system_named("Debian 13"), asked).obstacle ==
        Obstacle::private_symbol);
}

TEST_CASE("lower bounds never refuse")
{
  auto asked = asks("x86_64-linux-gnu");
  asked.libc_version = {2, 99};
  CHECK(verdict_of(system_named("Arch rolling"), asked).answer == Answer::unknown);
  CHECK(verdict_of(system_named("Fedora 44"), asked).answer == Answer::refuses);
  asked.libc_version = {2, 17};
  asked.kernel = {3, 2};
  CHECK(verdict_of(system_named("Fedora 44"), asked).answer == Answer::loads);
  asked.kernel = {99, 0};
  CHECK(verdict_of(system_named("Fedora 44"), asked).answer == Answer::unknown);
  CHECK(verdict_of(system_named("Fedora 43"), asked).answer == Answer::refuses);
}

TEST_CASE("the libgcc node of 64-bit Arm is judged by the age of gcc")
{
  auto asked = asks("aarch64-linux-gnu");
  asked.libgcc = {11, 0};
  CHECK(verdict_of(system_named("RHEL 8"), asked).obstacle == Obstacle::libgcc);
  CHECK(verdict_of(system_named("RHEL 9"), asked).answer == Answer::loads);
}

TEST_CASE("a release is dead on the day after the last day of its long support")
{
  const auto& system = system_named("Debian 11");
  CHECK_FALSE(system.dead({2026, 8, 31}));
  CHECK(system.dead({2026, 9, 1}));
  CHECK_FALSE(system_named("Arch rolling").dead({2099, 1, 1}));
}

TEST_CASE("a summary names runs and promises nothing beyond a doubt")
{
  auto asked = asks("x86_64-linux-gnu");
  asked.libstdcxx = {3, 4, 29};
  const auto reach = catalog::reach_of(asked);
  const auto has = [](const auto& all, const std::string& words) {
    return std::find(all.begin(), all.end(), words) != all.end();
  };
  CHECK(has(reach.loads_on, "Ubuntu 22.04–25.10"));
  CHECK(has(reach.loads_on, "Debian 12+"));
  CHECK(has(reach.loads_on, "Arch"));
  CHECK(has(reach.refused_by, "Ubuntu 18.04–20.04"));
}

TEST_CASE("a CPU level that is no number is refused with its place")
{
  const auto table = catalog::parse_distributions(
      "schema = 1\n[[distribution]]\nfamily = \"A\"\nrelease = \"1\"\nlibc = \"glibc\"\n"
      "cpu-level = { x86_64 = \"v2\" }\nsource = \"here\"\n",
      "t.toml");
  REQUIRE_FALSE(table);
  CHECK(table.error().position().has_value());
}

TEST_SUITE_END();
