// SPDX-License-Identifier: Apache-2.0
#include "sysroot/sysroot.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace crossroot;
using namespace crossroot::sysroot;

namespace {

std::set<std::string> names_at(const std::string& triplet, const Version& libc)
{
  Floor floor;
  floor.libc = libc;
  std::set<std::string> names;
  const auto sources = compat_sources(Triplet::parse(triplet).value(), floor);
  REQUIRE(sources);
  for (const auto& source : *sources) {
    names.insert(source.name);
  }
  return names;
}

} // namespace

TEST_SUITE_BEGIN("sysroot.compat");

TEST_CASE("only what the floor lacks is compiled")
{
  const auto at_2_17 = names_at("x86_64-linux-gnu", {2, 17});
  const auto at_2_28 = names_at("x86_64-linux-gnu", {2, 28});
  CHECK(at_2_17.contains("getrandom"));   // 2.25
  CHECK(at_2_17.contains("thrd_create")); // 2.28
  CHECK_FALSE(at_2_28.contains("getrandom"));
  CHECK_FALSE(at_2_28.contains("thrd_create"));
  CHECK(at_2_28.contains("gettid")); // 2.30
  CHECK(std::includes(at_2_17.begin(), at_2_17.end(), at_2_28.begin(), at_2_28.end()));
}

TEST_CASE("every source is one file with the shipped headers written into it")
{
  Floor floor;
  floor.libc = Version{2, 17};
  const auto sources = compat_sources(Triplet::parse("x86_64-linux-gnu").value(), floor);
  REQUIRE(sources);
  std::size_t shared = 0;
  for (const auto& source : *sources) {
    CAPTURE(source.name);
    CHECK(source.text.find("#include \"") == std::string::npos);
    CHECK(source.text.find("#pragma once") == std::string::npos);
    shared += source.text.find("int deadline_of(") != std::string::npos ? 1 : 0;
  }
  CHECK(shared == 6); // pthread_cond, _mutex, two of _rwlock, sem, pthread_clockjoin_np
}

TEST_CASE("a family has one source a symbol and each is told which one it is")
{
  Floor floor;
  floor.libc = Version{2, 17};
  const auto sources = compat_sources(Triplet::parse("x86_64-linux-gnu").value(), floor);
  REQUIRE(sources);
  const auto named = [&](const std::string& name) {
    const auto found =
        std::find_if(sources->begin(), sources->end(),
                     [&](const auto& source) { return source.name == name; });
    REQUIRE(found != sources->end());
    return found->text;
  };
  const auto roundeven = named("roundeven");
  CHECK(roundeven.starts_with("#define COMPAT_SYMBOL roundeven\n"
                              "#define COMPAT_IS_roundeven 1\n"
                              "#define COMPAT_kind d\n"));
  CHECK(named("roundevenf").find("#define COMPAT_kind f\n") != std::string::npos);
  CHECK_FALSE(named("gettid").starts_with("#define COMPAT_"));
  CHECK(std::is_sorted(sources->begin(), sources->end(),
                       [](const auto& a, const auto& b) { return a.name < b.name; }));
}

TEST_CASE("a line for other processors makes no source")
{
  CHECK(names_at("x86_64-linux-gnu", {2, 17}).contains("fts64_open"));
  CHECK_FALSE(names_at("i686-linux-gnu", {2, 17}).contains("fts64_open"));
  CHECK(names_at("i686-linux-gnu", {2, 17}).contains("__iscanonicall"));
  CHECK_FALSE(names_at("aarch64-linux-gnu", {2, 17}).contains("__iscanonicall"));
}

TEST_CASE("musl and a target without a floor need nothing")
{
  CHECK(names_at("x86_64-linux-musl", {1, 1, 24}).empty());
  CHECK(names_at("x86_64-linux-gnu", Version()).empty());
}

TEST_CASE("the digest follows the sources and the flags")
{
  const auto x86 = Triplet::parse("x86_64-linux-gnu").value();
  const auto arm = Triplet::parse("aarch64-linux-gnu").value();
  Floor floor;
  floor.libc = Version{2, 17};
  const auto digest = compat_digest(x86, floor).value();
  CHECK(compat_digest(x86, floor).value() == digest);
  CHECK(compat_digest(arm, floor).value() != digest);
  floor.libc = Version{2, 28};
  CHECK(compat_digest(x86, floor).value() != digest);
}
