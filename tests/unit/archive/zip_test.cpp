// SPDX-License-Identifier: Apache-2.0
#include "archive/archive.hpp"
#include "support/make_archive.hpp"

#include <doctest/doctest.h>

using namespace crossroot;
using namespace crossroot::archive;
using test::Scratch;

TEST_SUITE_BEGIN("archive.zip");

TEST_CASE("a zip is unpacked without its prefix")
{
  const Scratch scratch;
  const auto zip = scratch.file(
      "m.zip",
      test::make_zip({{"m@v1/go.mod", "module m\n"}, {"m@v1/a/b.go", "package b\n"}}));
  UnpackPolicy policy;
  policy.strip_prefix = "m@v1/";
  REQUIRE(unpack_zip(zip, scratch.folder("into"), policy, CancelToken()));
  CHECK(test::read_text(scratch.path() / "into/go.mod") == "module m\n");
  CHECK(test::read_text(scratch.path() / "into/a/b.go") == "package b\n");
}

TEST_CASE("an entry outside the prefix is refused")
{
  const Scratch scratch;
  UnpackPolicy policy;
  policy.strip_prefix = "m@v1/";
  for (const std::string name : {"other/x", "m@v1", "m@v10/x", "m@v1/../x"}) {
    CAPTURE(name);
    const auto zip = scratch.file("m.zip", test::make_zip({{name, "1"}}));
    CHECK_FALSE(unpack_zip(zip, scratch.folder("into"), policy, CancelToken()));
  }
}

TEST_CASE("the module hash is the one that Go computes")
{
  // printf 'package a\n' | sha256sum, the same for go.mod, then sha256 of the two lines.
  const Scratch scratch;
  const auto zip = scratch.file(
      "m.zip", test::make_zip({{"example.com/m@v1.0.0/go.mod", "module example.com/m\n"},
                               {"example.com/m@v1.0.0/a.go", "package a\n"}}));
  const auto hash = go_module_hash(zip);
  REQUIRE(hash);
  CHECK(*hash == "h1:mf3ZgaLi4oSAsMraSF2c/29zuDnyW+GWSJW1ofY+5Bk=");
}

TEST_CASE("names beyond ASCII come out as they are in any locale")
{
  const Scratch scratch;
  const auto zip =
      scratch.file("m.zip", test::make_zip({{"t\xc3\xa4st/\xe6\x96\x87", "1"}}));
  REQUIRE(unpack_zip(zip, scratch.folder("into"), {}, CancelToken()));
  CHECK(test::read_text(scratch.path() / "into/t\xc3\xa4st/\xe6\x96\x87") == "1");
}

TEST_CASE("one member can be read and a missing one is nothing")
{
  const Scratch scratch;
  const auto zip = scratch.file("m.zip", test::make_zip({{"a", "1"}, {"b", "2"}}));
  CHECK(is_zip(zip).value());
  CHECK(first_entry(zip).value() == "a");
  CHECK(read_zip_member(zip, "b").value() == "2");
  CHECK(read_zip_member(zip, "c").value() == std::nullopt);
}

TEST_CASE("a file that is no zip is an error and not an empty one")
{
  const Scratch scratch;
  const auto page = scratch.file("m.zip", "<html>gone</html>");
  CHECK_FALSE(is_zip(page).value());
  CHECK_FALSE(go_module_hash(page));
  CHECK_FALSE(unpack_zip(page, scratch.folder("into"), {}, CancelToken()));
  const auto cut = test::make_zip({{"a", std::string(1000, 'x')}}).substr(0, 900);
  CHECK_FALSE(go_module_hash(scratch.file("cut.zip", cut)));
}

TEST_CASE("a file with a wrong checksum is refused")
{
  const Scratch scratch;
  auto bytes = test::make_zip({{"a", "content"}});
  bytes[bytes.find("content")] = 'k';
  CHECK_FALSE(unpack_zip(scratch.file("m.zip", bytes), scratch.folder("into"), {},
                         CancelToken()));
}
