// SPDX-License-Identifier: Apache-2.0
#include "base/json.hpp"
#include "support/make_elf.hpp"
#include "sysroot/libraries.hpp"

#include <doctest/doctest.h>

#include "fake_glibc.hpp"

using namespace crossroot;
using namespace crossroot::sysroot;
using test::Scratch;

namespace {

constexpr const char* k_folder = "usr/lib/x86_64-linux-gnu/";

/// A base with one header, and packages libz1, libz-dev that bring a library.
struct Case {
  Scratch scratch;
  Triplet triplet = Triplet::parse("x86_64-linux-gnu").value();
  Floor floor{.libc = {2, 17}};
  std::vector<PackageTree> packages;

  Case()
  {
    scratch.file("base/usr/include/stdio.h", "base");
    test::ElfSpec library;
    library.soname = "libz.so.1";
    library.symbols = {
        {.name = "deflate"},
        {.name = "getrandom", .version = "GLIBC_2.25", .library = "libc.so.6"}};
    scratch.file("z/" + at("libz.so.1.2"), test::make_elf(library));
    fs::create_symlink("libz.so.1.2", scratch.path() / "z" / at("libz.so.1"));
    scratch.file("z-dev/usr/include/zlib.h", "zlib");
    scratch.file("z-dev/usr/bin/z-config", "no program belongs there");
    scratch.folder("z-dev/" + std::string(k_folder));
    fs::create_symlink("libz.so.1.2", scratch.path() / "z-dev" / at("libz.so"));
    packages = {{"libz-dev 1.2 amd64", scratch.path() / "z-dev"},
                {"libz1 1.2 amd64", scratch.path() / "z"}};
  }

  static std::string at(const std::string& name) { return k_folder + name; }

  fs::path into() const { return scratch.path() / "into"; }
  Result<void> add(const std::string& link)
  {
    scratch.folder("into");
    return add_libraries(scratch.path() / "base", packages, test::fake_definition(),
                         {triplet, floor, link}, into());
  }
  std::string notes() const
  {
    return test::read_text(into() / std::string(k_library_notes));
  }
};

} // namespace

TEST_SUITE_BEGIN("sysroot.libraries");

TEST_CASE("libraries join the sysroot without their programs")
{
  Case one;
  one.floor.libc = {2, 25};
  REQUIRE(one.add("shared"));
  CHECK(test::read_text(one.into() / "usr/include/stdio.h") == "base");
  CHECK(test::read_text(one.into() / "usr/include/zlib.h") == "zlib");
  CHECK_FALSE(fs::exists(one.into() / "usr/bin"));
  CHECK(fs::exists(one.into() / Case::at("libz.so")));
  CHECK(one.notes().empty());
  const auto record =
      Json::parse(test::read_text(one.into() / std::string(k_library_record)));
  REQUIRE(record);
  CHECK((*record)["shared"].text("libz.so.1") == "libz1 1.2 amd64");
}

TEST_CASE("with link static a linker finds no shared library and is told of it")
{
  Case one;
  REQUIRE(one.add("static"));
  CHECK_FALSE(fs::exists(fs::symlink_status(one.into() / Case::at("libz.so"))));
  CHECK_FALSE(fs::exists(one.into() / Case::at("libz.so.1.2")));
  CHECK(fs::exists(one.into() / std::string(k_hidden_libraries) / "libz.so.1.2"));
  CHECK(one.notes().starts_with("refused\tz\tlibz-dev 1.2 amd64 has libz as a shared "
                                "library alone"));
}

TEST_CASE("a shared library above the floor is named with its symbol")
{
  Case one;
  REQUIRE(one.add("shared"));
  CHECK(one.notes().find("refused\tz\tlibz.so.1 of libz1 1.2 amd64 needs getrandom, "
                         "glibc 2.25; the floor is 2.17") != std::string::npos);
  CHECK(one.notes().find("floor.glibc = \"2.25\"") != std::string::npos);
}

TEST_CASE("nothing of the base is replaced")
{
  Case one;
  one.scratch.file("z-dev/usr/include/stdio.h", "another");
  const auto added = one.add("static");
  REQUIRE_FALSE(added);
  const auto text = added.error().render();
  CHECK(text.find("usr/include/stdio.h") != std::string::npos);
  CHECK(text.find("libz-dev 1.2 amd64") != std::string::npos);
}

TEST_CASE("the closure of a program's needs holds no part of the libc")
{
  Case one;
  REQUIRE(one.add("bundled"));
  CHECK(one.notes().find("run-path\t$ORIGIN") != std::string::npos);
  const auto closure =
      shared_closure(one.into(), one.triplet, {"libc.so.6", "libz.so.1", "libq.so.1"});
  REQUIRE(closure);
  REQUIRE(closure->size() == 1);
  CHECK(closure->at("libz.so.1") == Case::at("libz.so.1.2"));
}
