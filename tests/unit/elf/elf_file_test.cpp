// SPDX-License-Identifier: Apache-2.0
#include "elf/elf_file.hpp"
#include "support/make_elf.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

using namespace crossroot;

namespace {

Result<elf::ElfFile> read(const std::string& bytes)
{
  auto source = elf::ByteSource::of(std::as_bytes(std::span(bytes)));
  return elf::read_elf(source);
}

test::ElfSpec program()
{
  test::ElfSpec spec;
  spec.interpreter = "/lib64/ld-linux-x86-64.so.2";
  spec.needed = {"libc.so.6", "libm.so.6"};
  spec.runpath = "$ORIGIN/../lib";
  spec.symbols = {{"pow", "GLIBC_2.29", "libm.so.6"},
                  {"printf", "GLIBC_2.2.5", "libc.so.6"},
                  {.name = "hook", .undefined = true, .weak = true},
                  {.name = "own"}};
  return spec;
}

} // namespace

TEST_SUITE_BEGIN("elf.elf_file");

TEST_CASE("symbols versions and names are read without any section header")
{
  const auto file = read(test::make_elf(program()));
  REQUIRE(file);
  CHECK(file->section_headers == 0);
  CHECK(file->needed == std::vector<std::string>{"libc.so.6", "libm.so.6"});
  CHECK(file->runpath == "$ORIGIN/../lib");
  REQUIRE(file->symbols.size() == 4);
  CHECK(file->symbols[0].name == "pow");
  CHECK(file->symbols[0].version == "GLIBC_2.29");
  CHECK(file->symbols[0].version_file == "libm.so.6");
  CHECK_FALSE(file->symbols[0].defined());
  CHECK(file->symbols[2].weak());
  CHECK(file->symbols[3].defined());
  CHECK(file->symbols[3].version.empty());
  REQUIRE(file->version_needs.size() == 2);
  CHECK(file->version_needs[1].library == "libm.so.6");
  CHECK(file->version_needs[1].versions[0].name == "GLIBC_2.29");
}

TEST_CASE("both classes and both byte orders read alike")
{
  for (const unsigned bits : {32u, 64u}) {
    for (const bool big_endian : {false, true}) {
      auto spec = program();
      spec.bits = bits;
      spec.big_endian = big_endian;
      spec.machine = bits == 32 ? 20 : 21; // ppc and ppc64
      const auto file = read(test::make_elf(spec));
      REQUIRE(file);
      CHECK(file->bits == bits);
      CHECK((file->endian == Endian::big) == big_endian);
      CHECK(file->symbols.at(0).version == "GLIBC_2.29");
      CHECK(file->interpreter == "/lib64/ld-linux-x86-64.so.2");
    }
  }
}

TEST_CASE("a hash table of s390x has entries of eight bytes")
{
  auto spec = program();
  spec.machine = 22;
  spec.big_endian = true;
  const auto file = read(test::make_elf(spec));
  REQUIRE(file);
  CHECK(file->symbols.size() == 4);
}

TEST_CASE("an empty GNU hash table hides no symbol that a relocation names")
{
  auto spec = program();
  spec.gnu_hash = true;
  auto file = read(test::make_elf(spec));
  REQUIRE(file);
  CHECK(file->symbols.empty()); // nothing says how many there are

  // One R_X86_64_GLOB_DAT against symbol 2, placed where the relocation table points.
  spec.data = std::string(24, '\0');
  spec.data[8] = 6;
  spec.data[12] = 2;
  spec.dynamic = {{7, 0}, {8, 0}}; // an empty table first: the layout stays
  const auto at = read(test::make_elf(spec))->segments.at(1).offset;
  spec.dynamic = {{7, at}, {8, 24}};
  file = read(test::make_elf(spec));
  REQUIRE(file);
  REQUIRE(file->symbols.size() == 2);
  CHECK(file->symbols[1].name == "printf");
}

TEST_CASE("flags in any of their three places mean bind now")
{
  for (const auto& entry : std::vector<std::pair<std::uint64_t, std::uint64_t>>{
           {24, 0}, {30, 8}, {0x6ffffffb, 1}}) {
    auto spec = program();
    CHECK_FALSE(read(test::make_elf(spec))->bind_now());
    spec.dynamic = {entry};
    CHECK(read(test::make_elf(spec))->bind_now());
  }
}

TEST_CASE("notes give build id Go build id and ABI tag")
{
  auto spec = program();
  spec.note =
      test::make_note("GNU", 3, "\x01\xab") + test::make_note("Go", 4, "abc/def") +
      test::make_note("GNU", 1, std::string("\0\0\0\0\3\0\0\0\2\0\0\0\0\0\0\0", 16));
  const auto file = read(test::make_elf(spec));
  REQUIRE(file);
  CHECK(file->build_id == "01ab");
  CHECK(file->go_build_id == "abc/def");
  REQUIRE(file->abi_tag);
  CHECK((*file->abi_tag)[1] == 3);
  CHECK((*file->abi_tag)[2] == 2);
}

TEST_CASE("a file cut at any byte is refused or read but never misread")
{
  const auto whole = test::make_elf(program());
  std::size_t refused = 0;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto file = read(whole.substr(0, size));
    if (!file) {
      CHECK(file.error().id() == "elf");
      ++refused;
      continue;
    }
    CHECK(file->needed.size() == 2);
    CHECK(file->symbols.size() == 4);
  }
  CHECK(refused > whole.size() / 2);
}

TEST_CASE("a version chain that does not move forward is refused")
{
  auto bytes = test::make_elf(program());
  const auto file = read(bytes);
  REQUIRE(file);
  const auto needs = *file->dynamic_value(0x6ffffffe);
  bytes[needs + 12] = 0; // vn_next of the first of two
  const auto damaged = read(bytes);
  REQUIRE_FALSE(damaged);
  CHECK(damaged.error().message() ==
        "malformed ELF file: the chain of needed versions is broken");
}

TEST_CASE("text that is no ELF file is said to be none")
{
  const auto file = read("#!/bin/sh\necho hello, this is a script\n");
  REQUIRE_FALSE(file);
  CHECK(file.error().message() == "not an ELF file");
}

TEST_CASE("a source over a file and one over memory read the same bytes")
{
  const auto bytes = test::make_elf(program());
  const auto path = std::filesystem::temp_directory_path() /
                    ("crossroot-elf-" + std::to_string(::getpid()));
  std::ofstream(path, std::ios::binary) << bytes;
  auto from_file = elf::ByteSource::open(path);
  REQUIRE(from_file);
  auto from_memory = elf::ByteSource::of(std::as_bytes(std::span(bytes)));
  CHECK(from_file->size() == bytes.size());
  for (std::uint64_t at = 0; at < bytes.size() + 8; ++at) {
    CHECK(from_file->u64(at) == from_memory.u64(at));
  }
  CHECK(from_file->read(16, 100) == from_memory.read(16, 100));
  CHECK_FALSE(from_file->read(bytes.size() - 1, 2));
  std::filesystem::remove(path);
}

TEST_CASE("version_number takes numbers and leaves words")
{
  CHECK(elf::version_number("GLIBC_2.17", "GLIBC_") == Version{2, 17});
  CHECK_FALSE(elf::version_number("GLIBC_PRIVATE", "GLIBC_"));
  CHECK_FALSE(elf::version_number("GLIBCXX_3.4", "GLIBC_"));
}

TEST_SUITE_END();
