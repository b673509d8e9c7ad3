// SPDX-License-Identifier: Apache-2.0
#include "repair/diagnosis.hpp"
#include "support/make_elf.hpp"

#include <doctest/doctest.h>

TEST_SUITE_BEGIN("repair.diagnosis");

using namespace crossroot;
using namespace crossroot::repair;

namespace {

test::ElfSpec program()
{
  test::ElfSpec spec;
  spec.interpreter = "/lib64/ld-linux-x86-64.so.2";
  spec.needed = {"libm.so.6", "libc.so.6"};
  spec.symbols = {{"puts", "GLIBC_2.2.5", "libc.so.6"},
                  {"pow", "GLIBC_2.29", "libm.so.6"}};
  return spec;
}

Result<Diagnosis> judged(const test::ElfSpec& spec, Version floor = Version{2, 17})
{
  const auto bytes = test::make_elf(spec);
  auto source = elf::ByteSource::of(std::as_bytes(std::span(bytes)));
  return diagnose(verify::read_demand(source, "program"), std::move(floor));
}

} // namespace

TEST_CASE(
    "a function with an older version in the same library is cured by asking for it")
{
  const auto found = judged(program()).value();
  CHECK(found.lacking.size() == 1);
  CHECK(found.rewrite.cures);
  REQUIRE(found.older.size() == 1);
  CHECK(found.older[0].symbol == "pow");
  CHECK(found.older[0].older == "GLIBC_2.2.5");
  CHECK(found.bundle.cures);
}

TEST_CASE("a preloaded library is never called a cure for a version")
{
  const auto found = judged(program()).value();
  CHECK_FALSE(found.preload.cures);
  CHECK(found.preload.reason.find("GLIBC_2.29 of libm.so.6") != std::string::npos);
}

TEST_CASE("a program whose constructors the newer libc runs is not given the older start")
{
  auto spec = program();
  spec.symbols.push_back({"__libc_start_main", "GLIBC_2.34", "libc.so.6"});
  const auto found = judged(spec).value();
  CHECK_FALSE(found.rewrite.cures);
  CHECK(found.rewrite.reason.find("constructors") != std::string::npos);
  CHECK(found.bundle.cures);
}

TEST_CASE("a function that is new in its library needs a bundle")
{
  auto spec = program();
  spec.symbols.push_back({"getrandom", "GLIBC_2.25", "libc.so.6"});
  const auto found = judged(spec).value();
  CHECK_FALSE(found.rewrite.cures);
  CHECK(found.rewrite.reason == "libc.so.6 has no getrandom before GLIBC_2.25");
}

TEST_CASE("a function that lived in another library before is not asked of this one")
{
  auto spec = program();
  spec.symbols.push_back({"pthread_create", "GLIBC_2.34", "libc.so.6"});
  CHECK(judged(spec).value().rewrite.reason ==
        "libc.so.6 has no pthread_create before GLIBC_2.34");
}

TEST_CASE("a marker without symbols is what the loader must know")
{
  auto spec = program();
  spec.bare_versions = {{"libc.so.6", "GLIBC_ABI_DT_RELR"}};
  const auto found = judged(spec).value();
  CHECK_FALSE(found.rewrite.cures);
  CHECK(found.rewrite.reason.find("GLIBC_ABI_DT_RELR") != std::string::npos);
}

TEST_CASE("a newer libstdc++ than stood beside the floor is lacking")
{
  auto spec = program();
  spec.needed.push_back("libstdc++.so.6");
  spec.symbols = {{"puts", "GLIBC_2.2.5", "libc.so.6"},
                  {"_ZSt4cout", "GLIBCXX_3.4.30", "libstdc++.so.6"}};
  const auto found = judged(spec).value();
  REQUIRE(found.lacking.size() == 1);
  CHECK(found.lacking[0].node == "GLIBCXX_3.4.30");
  CHECK_FALSE(found.rewrite.cures);
  CHECK(judged(spec, Version{2, 36}).value().healthy());
}

TEST_CASE("a library has no loader to bundle and GLIBC_PRIVATE no second build")
{
  auto spec = program();
  spec.interpreter.reset();
  spec.soname = "libfoo.so.1";
  CHECK_FALSE(judged(spec).value().bundle.cures);
  spec = program();
  spec.symbols.push_back({"__libc_siglongjmp", "GLIBC_PRIVATE", "libc.so.6"});
  CHECK_FALSE(judged(spec).value().bundle.cures);
}

TEST_CASE("what asks for no newer libc is healthy and what asks for none is refused")
{
  CHECK(judged(program(), Version{2, 29}).value().healthy());
  CHECK(judged(program(), Version{2, 1}).error().render().find("2.1") !=
        std::string::npos);
  auto spec = program();
  spec.interpreter = "/lib/ld-musl-x86_64.so.1";
  spec.needed = {"libc.musl-x86_64.so.1"};
  spec.symbols.clear();
  CHECK(judged(spec).error().render().find("musl") != std::string::npos);
  test::ElfSpec bare;
  bare.type = 2;
  bare.dynamic_section = false;
  CHECK(judged(bare).error().render().find("no library") != std::string::npos);
}
