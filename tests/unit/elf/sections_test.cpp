// SPDX-License-Identifier: Apache-2.0
#include "elf/sections.hpp"
#include "support/make_elf.hpp"

#include <doctest/doctest.h>

using namespace crossroot;

namespace {

Result<std::vector<elf::Section>> sections_of(const std::string& bytes)
{
  auto source = elf::ByteSource::of(std::as_bytes(std::span(bytes)));
  const auto file = elf::read_elf(source);
  REQUIRE(file);
  return elf::read_sections(source, *file);
}

} // namespace

TEST_SUITE_BEGIN("elf.sections");

TEST_CASE("section headers of both classes and byte orders are read with their names")
{
  for (const unsigned bits : {32u, 64u}) {
    for (const bool big : {false, true}) {
      test::ElfSpec spec;
      spec.bits = bits;
      spec.big_endian = big;
      spec.sections = {{.name = ".debug_str", .flags = 0x800, .content = "abc"},
                       {.name = ".dynsym", .type = 11, .flags = 2, .table = "dynsym"}};
      const auto sections = sections_of(test::make_elf(spec));
      REQUIRE(sections);
      REQUIRE(sections->size() == 4);
      CHECK((*sections)[1].name == ".debug_str");
      CHECK((*sections)[1].size == 3);
      CHECK((*sections)[1].compressed());
      CHECK_FALSE((*sections)[1].loaded());
      CHECK((*sections)[2].type == 11);
      CHECK((*sections)[2].loaded());
      CHECK((*sections)[2].entry_size == (bits == 64 ? 24 : 16));
      CHECK((*sections)[3].name == ".shstrtab");
    }
  }
}

TEST_CASE("no section headers are none and headers outside the file are an error")
{
  const test::ElfSpec plain;
  const auto none = sections_of(test::make_elf(plain));
  REQUIRE(none);
  CHECK(none->empty());
  auto spec = plain;
  spec.sections = {{.name = ".x", .content = "x"}};
  auto bytes = test::make_elf(spec);
  bytes.resize(bytes.size() - 8);
  CHECK_FALSE(sections_of(bytes));
}

TEST_CASE("relocations of MIPS are read in its own order of bytes")
{
  const auto read = [](unsigned bits, bool big_endian) {
    test::ElfSpec spec;
    spec.machine = 8;
    spec.bits = bits;
    spec.big_endian = big_endian;
    // R_MIPS_TLS_TPREL32, TPREL64, REL32
    spec.relocations = {{47, 0x4000}, {48, 0x4008}, {3, 0x4010}};
    spec.jump_slots = {0x5000};
    const auto bytes = test::make_elf(spec);
    auto source = elf::ByteSource::of(std::as_bytes(std::span(bytes)));
    return elf::read_elf(source);
  };
  for (const auto& [bits, big_endian] : {std::pair(64U, false), std::pair(64U, true),
                                         std::pair(32U, false), std::pair(32U, true)}) {
    const auto file = read(bits, big_endian);
    REQUIRE(file);
    CHECK(file->static_tls_relocations == 2);
    REQUIRE(file->jump_slots);
    CHECK(file->jump_slots->begin == 0x5000);
  }
}

TEST_CASE("what loaders and threads will write is read from relocations and notes")
{
  test::ElfSpec spec;
  spec.jump_slots = {0x3008, 0x3000};
  spec.relocations = {{18, 0x4000}, {6, 0x4008}}; // R_X86_64_TPOFF64, GLOB_DAT
  spec.note =
      test::make_note("GNU", 5,
                      std::string("\2\0\0\xc0\4\0\0\0\3\0\0\0\0\0\0\0", 16) +
                          std::string("\2\x80\0\xc0\4\0\0\0\7\0\0\0\0\0\0\0", 16));
  const auto bytes = test::make_elf(spec);
  auto source = elf::ByteSource::of(std::as_bytes(std::span(bytes)));
  const auto file = elf::read_elf(source);
  REQUIRE(file);
  REQUIRE(file->jump_slots);
  CHECK(file->jump_slots->begin == 0x3000);
  CHECK(file->jump_slots->end == 0x3010);
  CHECK(file->static_tls_relocations == 1);
  CHECK(file->initial_exec_tls());
  CHECK(file->x86_isa_needed == 7);
}

TEST_SUITE_END();
