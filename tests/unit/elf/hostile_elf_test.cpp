// SPDX-License-Identifier: Apache-2.0
// What costs little to write and much to read: tables that lie over each other, names
// that a thousand entries share, ends that never come.
#include "elf/elf_file.hpp"
#include "elf/go_build_info.hpp"
#include "support/make_elf.hpp"

#include <doctest/doctest.h>

#include <cstring>

using namespace crossroot;

namespace {

constexpr std::size_t k_mebibyte = std::size_t{1} << 20;

Result<elf::ElfFile> read(const std::string& bytes)
{
  auto source = elf::ByteSource::of(std::as_bytes(std::span(bytes)));
  return elf::read_elf(source);
}

std::string refusal(const std::string& bytes)
{
  const auto file = read(bytes);
  return file ? "" : file.error().message();
}

constexpr auto k_too_long =
    "malformed ELF file: its names overlap to more than any file needs";

template <typename Number> void put(std::string& bytes, std::size_t at, Number value)
{
  std::memcpy(bytes.data() + at, &value, sizeof(value));
}

/// Place of the value of a dynamic entry in a 64-bit little-endian file.
std::size_t value_of(const std::string& bytes, std::uint64_t tag)
{
  const auto file = read(bytes);
  REQUIRE(file);
  auto at = file->segment(elf::SegmentType::dynamic)->offset;
  for (const auto& entry : file->dynamic) {
    if (entry.tag == tag) {
      return at + 8;
    }
    at += 16;
  }
  FAIL("no such entry");
  return 0;
}

/// The 64-bit file with these program headers behind its own.
std::string with_segments(std::string bytes, const std::vector<elf::Segment>& added)
{
  constexpr std::size_t k_header = 56;
  const auto count = static_cast<unsigned char>(bytes[56]);
  const auto own = bytes.substr(64, count * k_header);
  bytes.resize((bytes.size() + 15) / 16 * 16);
  put(bytes, 32, std::uint64_t{bytes.size()});
  put(bytes, 56, static_cast<std::uint16_t>(count + added.size()));
  bytes += own;
  for (const auto& one : added) {
    std::string header(k_header, '\0');
    put(header, 0, static_cast<std::uint32_t>(one.type));
    put(header, 4, one.flags);
    put(header, 8, one.offset);
    put(header, 16, one.address);
    put(header, 32, one.file_size);
    put(header, 40, one.memory_size);
    put(header, 48, std::uint64_t{4});
    bytes += header;
  }
  return bytes;
}

} // namespace

TEST_SUITE_BEGIN("elf.hostile_elf");

TEST_CASE("a name behind DT_STRSZ is read as a loader would")
{
  test::ElfSpec spec;
  spec.needed = {"libc.so.6"};
  spec.symbols = {{"printf", "GLIBC_2.2.5", "libc.so.6"}};
  auto bytes = test::make_elf(spec);
  put(bytes, value_of(bytes, 10), std::uint64_t{8}); // as GNU ld before 2.11
  const auto file = read(bytes);
  REQUIRE(file);
  CHECK(file->needed == std::vector<std::string>{"libc.so.6"});
  CHECK(file->symbols[0].version == "GLIBC_2.2.5");
}

TEST_CASE("a name that no segment holds is refused")
{
  test::ElfSpec spec;
  spec.needed = {"libc.so.6"};
  auto bytes = test::make_elf(spec);
  put(bytes, value_of(bytes, 1), std::uint64_t{1} << 40);
  CHECK(
      refusal(bytes) ==
      "malformed ELF file: the name of dynamic entry 0x1 lies outside the string table");
}

TEST_CASE("symbols that share one long name cannot fill memory")
{
  test::ElfSpec spec;
  spec.symbols.assign(15, {.name = std::string(k_mebibyte, 'a')});
  CHECK(read(test::make_elf(spec)));
  spec.symbols.assign(20, {.name = std::string(k_mebibyte, 'a')});
  CHECK(refusal(test::make_elf(spec)) == k_too_long);
}

TEST_CASE("dynamic entries that share one long name cannot fill memory")
{
  test::ElfSpec spec;
  spec.needed.assign(20, std::string(k_mebibyte, 'a'));
  CHECK(refusal(test::make_elf(spec)) == k_too_long);
}

TEST_CASE("symbols that share one long version cannot fill memory")
{
  test::ElfSpec spec;
  for (int i = 0; i < 20; ++i) {
    spec.symbols.push_back(
        {"f" + std::to_string(i), std::string(k_mebibyte, 'v'), "libc.so.6"});
  }
  CHECK(refusal(test::make_elf(spec)) == k_too_long);
}

TEST_CASE("note segments that lie over each other cannot fill memory")
{
  test::ElfSpec spec;
  spec.note = test::make_note("X", 1, std::string(k_mebibyte - 64, 'n'));
  const auto bytes = test::make_elf(spec);
  const auto file = read(bytes);
  REQUIRE(file);
  const auto note = *file->segment(elf::SegmentType::note);
  CHECK(read(with_segments(bytes, {2, note})));
  CHECK(refusal(with_segments(bytes, {5, note})) ==
        "malformed ELF file: its notes overlap to more than any file needs");
}

TEST_CASE("a symbol that is copied a thousand times is named once")
{
  test::ElfSpec spec;
  spec.symbols = {{"environ", "GLIBC_2.2.5", "libc.so.6"}};
  spec.relocations.assign(1000, {5, 0x10}); // R_X86_64_COPY
  auto bytes = test::make_elf(spec);
  std::uint64_t table = 0;
  std::memcpy(&table, bytes.data() + value_of(bytes, 7), sizeof(table));
  for (std::size_t i = 0; i < 1000; ++i) {
    put(bytes, table + 24 * i + 12, std::uint32_t{1}); // its symbol
  }
  const auto file = read(bytes);
  REQUIRE(file);
  CHECK(file->copied == std::vector<std::string>{"environ"});
}

TEST_CASE("relocations are read to the last of several pieces")
{
  test::ElfSpec spec;
  spec.relocations.assign(5000, {8, 0x10}); // R_X86_64_RELATIVE
  spec.relocations.emplace_back(18, 0x10);  // R_X86_64_TPOFF64
  const auto file = read(test::make_elf(spec));
  REQUIRE(file);
  CHECK(file->static_tls_relocations == 1);
}

TEST_CASE("more symbols than any file has are refused before they are read")
{
  test::ElfSpec spec;
  spec.symbols = {{.name = "f"}};
  auto bytes = test::make_elf(spec);
  std::uint64_t table = 0;
  std::memcpy(&table, bytes.data() + value_of(bytes, 4), sizeof(table));
  put(bytes, table + 4, std::uint32_t{1} << 22);
  CHECK(refusal(bytes) == "malformed ELF file: 4194304 dynamic symbols");
}

TEST_CASE("a thousand and more program headers are refused")
{
  const auto bytes = test::make_elf({});
  CHECK(read(with_segments(bytes, std::vector<elf::Segment>(1000))));
  CHECK(refusal(with_segments(bytes, std::vector<elf::Segment>(1100)))
            .find("program headers of 56 bytes") != std::string::npos);
}

TEST_CASE("alpha's hash table has words of eight bytes")
{
  test::ElfSpec spec;
  spec.machine = 0x9026;
  spec.symbols = {{.name = "f"}, {.name = "g"}};
  auto bytes = test::make_elf(spec);
  std::uint64_t table = 0;
  std::memcpy(&table, bytes.data() + value_of(bytes, 4), sizeof(table));
  put(bytes, table, std::uint64_t{1});
  put(bytes, table + 8, std::uint64_t{3});
  const auto file = read(bytes);
  REQUIRE(file);
  CHECK(file->symbols.size() == 2);
}

TEST_CASE("a Go record is found wherever it is aligned")
{
  for (const std::size_t before : {0u, 65520u, 65536u, 65552u, 200000u}) {
    test::ElfSpec spec;
    spec.data = std::string(before, '\xff') + test::make_go_record("go1.25.5", "");
    const auto bytes = test::make_elf(spec);
    auto source = elf::ByteSource::of(std::as_bytes(std::span(bytes)));
    const auto file = elf::read_elf(source);
    REQUIRE(file);
    const auto build = elf::read_go_build_info(source, *file);
    REQUIRE(build);
    REQUIRE(*build);
    CHECK((*build)->go_version == "go1.25.5");
  }
}
