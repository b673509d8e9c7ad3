// SPDX-License-Identifier: Apache-2.0
#include "support/make_archive.hpp"
#include "sysroot/sysroot.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace crossroot;
using namespace crossroot::sysroot;
using test::Scratch;

namespace {

void put(std::string& out, std::uint64_t value, int bytes)
{
  for (int i = 0; i < bytes; ++i) {
    out += static_cast<char>(value >> (8 * i) & 255);
  }
}

std::string symbol(std::uint32_t name, unsigned binding, unsigned section)
{
  std::string out;
  put(out, name, 4);
  put(out, binding << 4, 1);
  put(out, 0, 1);
  put(out, section, 2);
  put(out, 0, 16);
  return out;
}

/// A relocatable x86-64 object that defines `name`, uses "wanted" and has a local "own".
std::string make_object(const std::string& name)
{
  const std::string names =
      std::string(1, '\0') + name + '\0' + "wanted" + '\0' + "own" + '\0';
  const auto wanted = static_cast<std::uint32_t>(name.size() + 2);
  const auto symbols = std::string(24, '\0') + symbol(wanted + 7, 0, 1) +
                       symbol(1, 1, 1) + symbol(wanted, 1, 0);
  std::string out = std::string("\x7f"
                                "ELF\2\1\1",
                                7) +
                    std::string(9, '\0');
  put(out, 1, 2); // ET_REL
  put(out, 62, 2);
  put(out, 1, 4);
  put(out, 0, 16);
  put(out, 64 + symbols.size() + names.size(), 8); // section headers
  put(out, 0, 4);
  for (const auto half : {64U, 0U, 0U, 64U, 3U, 0U}) {
    put(out, half, 2);
  }
  const auto section = [](std::uint32_t type, std::uint64_t offset, std::uint64_t size,
                          std::uint32_t link, std::uint32_t locals, std::uint64_t entry) {
    std::string header;
    put(header, 0, 4);
    put(header, type, 4);
    put(header, 0, 16);
    put(header, offset, 8);
    put(header, size, 8);
    put(header, link, 4);
    put(header, locals, 4);
    put(header, 1, 8);
    put(header, entry, 8);
    return header;
  };
  return out + symbols + names + std::string(64, '\0') +
         section(2, 64, symbols.size(), 2, 2, 24) +
         section(3, 64 + symbols.size(), names.size(), 0, 0, 0);
}

} // namespace

TEST_SUITE_BEGIN("sysroot.object_archive");

TEST_CASE("the index names each defined global with the place of its member")
{
  const Scratch scratch;
  const auto into = scratch.path() / "x.a";
  const auto first = scratch.file("alpha.o", make_object("alpha"));
  const auto second = scratch.file("a_name_longer_than_fifteen.o", make_object("beta"));
  REQUIRE(write_object_archive({first, second}, into));
  const auto bytes = test::read_text(into);
  REQUIRE(bytes.starts_with("!<arch>\n/               0           0     0     644     "));
  const auto index = bytes.substr(68);
  CHECK(index.substr(0, 4) == std::string("\0\0\0\2", 4));
  CHECK(index.substr(12, 11) == std::string("beta\0alpha\0", 11));
  const auto place = [&index](std::size_t slot) {
    std::size_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      value = value << 8 | static_cast<unsigned char>(index[4 + 4 * slot + i]);
    }
    return value;
  };
  CHECK(bytes.substr(place(0), 16) == "/0              ");
  CHECK(bytes.substr(place(1), 16) == "alpha.o/        ");
  CHECK(bytes.substr(place(0) + 60, 4) == "\x7f"
                                          "ELF");
  CHECK(bytes.find("a_name_longer_than_fifteen.o/\n") != std::string::npos);
  CHECK(place(0) % 2 == 0);
}

TEST_CASE("the order in which objects are given does not reach the archive")
{
  const Scratch scratch;
  const auto a = scratch.file("a.o", make_object("a"));
  const auto b = scratch.file("b.o", make_object("b"));
  REQUIRE(write_object_archive({a, b}, scratch.path() / "1.a"));
  REQUIRE(write_object_archive({b, a}, scratch.path() / "2.a"));
  CHECK(test::read_text(scratch.path() / "1.a") ==
        test::read_text(scratch.path() / "2.a"));
}

TEST_CASE("what is no object is refused by name")
{
  const Scratch scratch;
  const auto text = scratch.file("x.o", "no object");
  const auto result = write_object_archive({text}, scratch.path() / "x.a");
  REQUIRE_FALSE(result);
  CHECK(result.error().render().find("x.o") != std::string::npos);
  CHECK_FALSE(fs::exists(scratch.path() / "x.a"));
}
