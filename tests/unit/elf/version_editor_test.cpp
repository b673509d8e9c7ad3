// SPDX-License-Identifier: Apache-2.0
#include "elf/elf_file.hpp"
#include "elf/version_editor.hpp"
#include "support/make_elf.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace crossroot;

namespace {

test::ElfSymbolSpec defined(const char* name, const char* version, bool hidden = false)
{
  return {.name = name, .version = version, .hidden = hidden};
}

std::string library(std::string soname = "libm.so.6", bool big_endian = false)
{
  test::ElfSpec spec;
  spec.soname = std::move(soname);
  spec.big_endian = big_endian;
  spec.symbols = {defined("pow", "GLIBC_2.2.5", true),
                  defined("pow", "GLIBC_2.29"),
                  defined("getrandom", "GLIBC_2.25"),
                  defined("__exp_finite", "GLIBC_2.15", true),
                  defined("clock_gettime", "GLIBC_2.2.5", true),
                  defined("clock_gettime", "GLIBC_2.17"),
                  defined("_internal", "GLIBC_PRIVATE"),
                  defined("plain", "")};
  return test::make_elf(spec);
}

/// The defaults of a library as "name@version", in table order.
std::vector<std::string> defaults(const std::string& bytes)
{
  auto source = elf::ByteSource::of(std::as_bytes(std::span(bytes)));
  const auto file = elf::read_elf(source);
  REQUIRE(file);
  std::vector<std::string> names;
  for (const auto& symbol : file->symbols) {
    if (!symbol.hidden) {
      names.push_back(symbol.name + "@" + symbol.version);
    }
  }
  return names;
}

elf::HiddenVersions hide(std::string& bytes, const Version& floor)
{
  auto changes =
      elf::hide_versions_above(std::as_writable_bytes(std::span(bytes)), floor);
  REQUIRE(changes);
  return *changes;
}

} // namespace

TEST_SUITE_BEGIN("elf.version_editor");

TEST_CASE("of each name the newest version not above the floor becomes the default")
{
  for (const bool big_endian : {false, true}) {
    auto bytes = library("libm.so.6", big_endian);
    const auto changes = hide(bytes, {2, 17});
    CHECK(changes.hidden ==
          std::vector<std::string>{"getrandom@GLIBC_2.25", "pow@GLIBC_2.29"});
    CHECK(changes.shown ==
          std::vector<std::string>{"__exp_finite@GLIBC_2.15", "pow@GLIBC_2.2.5"});
    CHECK(defaults(bytes) ==
          std::vector<std::string>{"pow@GLIBC_2.2.5", "__exp_finite@GLIBC_2.15",
                                   "clock_gettime@GLIBC_2.17", "_internal@GLIBC_PRIVATE",
                                   "plain@"});
  }
}

TEST_CASE("hiding a second time changes nothing")
{
  auto bytes = library();
  CHECK(hide(bytes, {2, 17}).changed());
  const auto once = bytes;
  CHECK_FALSE(hide(bytes, {2, 17}).changed());
  CHECK(bytes == once);
}

TEST_CASE("a floor at or above the newest version leaves its defaults")
{
  auto bytes = library();
  const auto changes = hide(bytes, {2, 29});
  CHECK(changes.hidden.empty());
  CHECK(changes.shown == std::vector<std::string>{"__exp_finite@GLIBC_2.15"});
}

TEST_CASE("below 2.17 the clock functions of libc are not shown because librt had them")
{
  auto libc = library("libc.so.6");
  hide(libc, {2, 12});
  for (const auto& name : defaults(libc)) {
    CHECK_FALSE(name.starts_with("clock_gettime"));
  }
  auto librt = library("librt.so.1");
  hide(librt, {2, 12});
  const auto names = defaults(librt);
  CHECK(std::count(names.begin(), names.end(),
                   std::string("clock_gettime@GLIBC_2.2.5")) == 1);
}

TEST_CASE("only the bytes of the version table change")
{
  const auto before = library();
  auto after = before;
  hide(after, {2, 17});
  REQUIRE(after.size() == before.size());
  std::size_t changed = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    changed += before[i] != after[i] ? 1 : 0;
  }
  CHECK(changed == 4);
}

TEST_CASE("bytes that are no library are refused and left alone")
{
  std::string bytes = "INPUT ( libm.so.6 )";
  const auto before = bytes;
  CHECK_FALSE(
      elf::hide_versions_above(std::as_writable_bytes(std::span(bytes)), {2, 17}));
  CHECK(bytes == before);
}

TEST_SUITE_END();
