// SPDX-License-Identifier: Apache-2.0
#include "elf/inflate.hpp"
#include "support/make_elf.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

using namespace crossroot;

namespace {

std::string zlib_section(const std::string& text, std::uint64_t claimed_size)
{
  std::string out("\1\0\0\0\0\0\0\0", 8);
  for (unsigned shift = 0; shift < 64; shift += 8) {
    out += static_cast<char>(claimed_size >> shift & 0xff);
  }
  out += std::string("\1\0\0\0\0\0\0\0", 8);
  auto length = compressBound(text.size());
  std::string packed(length, '\0');
  REQUIRE(compress(reinterpret_cast<Bytef*>(packed.data()), &length,
                   reinterpret_cast<const Bytef*>(text.data()), text.size()) == Z_OK);
  return out + packed.substr(0, length);
}

struct Inflated {
  bool done = false;
  std::string text;
};

Inflated inflate(const std::string& content, std::uint64_t most_bytes)
{
  test::ElfSpec spec;
  spec.sections = {{.name = ".debug_str", .flags = 0x800, .content = content}};
  const auto bytes = test::make_elf(spec);
  auto source = elf::ByteSource::of(std::as_bytes(std::span(bytes)));
  const auto file = elf::read_elf(source);
  REQUIRE(file);
  const auto sections = elf::read_sections(source, *file);
  REQUIRE(sections);
  Inflated inflated;
  const auto done =
      elf::inflate_section(source, *file, sections->at(1), most_bytes,
                           [&](auto piece) { inflated.text += ByteView(piece).text(); });
  inflated.done = done.has_value();
  return inflated;
}

} // namespace

TEST_SUITE_BEGIN("elf.inflate");

TEST_CASE("a compressed section gives its whole content in order")
{
  std::string text;
  for (int i = 0; i < 200'000; ++i) {
    text += static_cast<char>('a' + i * i % 23);
  }
  const auto inflated = inflate(zlib_section(text, text.size()), text.size());
  CHECK(inflated.done);
  CHECK(inflated.text == text);
}

TEST_CASE("a section that inflates to more than it says or may is stopped at once")
{
  const auto bomb = zlib_section(std::string(20'000'000, '\0'), 1000);
  const auto stopped = inflate(bomb, std::uint64_t{1} << 32);
  CHECK_FALSE(stopped.done);
  CHECK(stopped.text.size() <= 1000);
  const auto refused = inflate(zlib_section("abc", 3), 2);
  CHECK_FALSE(refused.done);
  CHECK(refused.text.empty());
}

TEST_CASE("damage and an early end are errors")
{
  const auto good = zlib_section(std::string(5000, 'x') + "end", 5003);
  CHECK(inflate(good, 1 << 20).done);
  CHECK_FALSE(inflate(good.substr(0, good.size() - 8), 1 << 20).done);
  auto damaged = good;
  damaged[26] = static_cast<char>(damaged[26] ^ 0x55);
  CHECK_FALSE(inflate(damaged, 1 << 20).done);
  CHECK_FALSE(inflate("short", 1 << 20).done);
}

TEST_SUITE_END();
