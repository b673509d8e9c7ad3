// SPDX-License-Identifier: Apache-2.0
#include "elf/byte_source.hpp"
#include "elf/elf_file.hpp"
#include "unit/verify/fixture.hpp"
#include "verify/path_scan.hpp"

#include <doctest/doctest.h>
#include <zlib.h>
#include <zstd.h>

#include <cstring>

using namespace crossroot;
using test::failing;
using test::good_program;
using test::judge;
using test::strict;
using verify::Status;
using Words = std::vector<std::string>;

namespace {

test::ElfSpec with_sections()
{
  auto spec = good_program();
  spec.sections = {
      {.name = ".dynamic", .type = 6, .flags = 2, .table = "dynamic"},
      {.name = ".dynsym", .type = 11, .flags = 2, .table = "dynsym"},
      {.name = ".hash", .type = 5, .flags = 2, .table = "hash"},
      {.name = ".versym", .type = 0x6fffffff, .flags = 2, .table = "versym"},
      {.name = ".verneed", .type = 0x6ffffffe, .flags = 2, .table = "verneed"}};
  return spec;
}

Words contradictions(const test::ElfSpec& spec)
{
  const auto finding = test::finding(judge(spec, strict()), "section-view");
  CHECK(finding.status == Status::fail);
  return finding.evidence;
}

/// Elf64_Chdr for zlib, and the text in it.
std::string compressed(const std::string& text, std::uint64_t claimed_size)
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

Status path_verdict(const test::ElfSpec& spec)
{
  return test::finding(judge(spec, strict()), "build-path").status;
}

} // namespace

TEST_SUITE_BEGIN("verify.section_view");

TEST_CASE("sections that agree with the segments pass and so do none at all")
{
  CHECK(failing(judge(with_sections(), strict())) == Words{});
  CHECK(test::finding(judge(with_sections(), strict()), "section-view").found ==
        "7 sections");
  CHECK(test::finding(judge(good_program(), strict()), "section-view").found ==
        "no section headers: only loaders can read it");
}

TEST_CASE("version needs that no section names are a contradiction")
{
  auto spec = with_sections();
  spec.sections.pop_back();
  CHECK(contradictions(spec) ==
        Words{"the loader reads a table of needed versions, no section is one"});
}

TEST_CASE("a section that points elsewhere than the loader reads is a contradiction")
{
  auto spec = with_sections();
  spec.sections.back().moved = 16;
  CHECK(contradictions(spec).at(0).starts_with("table of needed versions: section at"));
  spec = with_sections();
  spec.sections.front().moved = 8;
  CHECK(contradictions(spec).at(0).starts_with("dynamic section at"));
}

TEST_CASE("a section in memory where no segment loads anything is a contradiction")
{
  auto spec = with_sections();
  spec.sections.push_back(
      {.name = ".ghost", .flags = 2, .content = "boo", .moved = 0x900000});
  CHECK(contradictions(spec) ==
        Words{"section .ghost at 0x900000 is in no loaded segment"});
}

TEST_CASE("a path in a compressed debug section is found")
{
  auto spec = good_program();
  const auto text = std::string(700'000, 'x') + " /home/builder/src/main.c " +
                    std::string(700'000, 'y');
  spec.sections = {
      {.name = ".debug_str", .flags = 0x800, .content = compressed(text, text.size())}};
  const auto report = judge(spec, strict());
  CHECK(test::finding(report, "build-path").status == Status::fail);
  CHECK(test::finding(report, "build-path").evidence ==
        Words{"/home/builder/src/main.c"});
  const auto last = std::string(700'000, 'x') + "/home/builder/src"; // no byte behind it
  spec.sections[0].content = compressed(last, last.size());
  CHECK(path_verdict(spec) == Status::fail);
  const auto clean = std::string(100'000, 'z');
  spec.sections[0].content = compressed(clean, clean.size());
  CHECK(path_verdict(spec) == Status::pass);
}

TEST_CASE("zstd and the older form of compression are inflated too")
{
  // Letters without order, so that the path is coded as they are and stands nowhere.
  std::string text;
  std::uint32_t state = 1;
  for (int i = 0; i < 400'000; ++i) {
    state = state * 1664525 + 1013904223;
    text += "aabbccdeehiilmoorrssu/. "[state >> 27 & 15];
    text += i == 200'000 ? " /home/builder/src/main.c " : "";
  }
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 1));
  REQUIRE(packed.find("/home/builder") == std::string::npos);
  auto header = compressed("", text.size()).substr(0, 24);
  header[0] = 2; // ELFCOMPRESS_ZSTD
  auto spec = good_program();
  spec.sections = {{.name = ".debug_str", .flags = 0x800, .content = header + packed}};
  CHECK(path_verdict(spec) == Status::fail);
  std::string size;
  for (unsigned shift = 64; shift != 0; shift -= 8) {
    size += static_cast<char>(text.size() >> (shift - 8) & 0xff);
  }
  spec.sections = {
      {.name = ".zdebug_str", .content = "ZLIB" + size + compressed(text, 0).substr(24)}};
  CHECK(path_verdict(spec) == Status::fail);
  header[0] = 9; // no format that is known
  spec.sections = {{.name = ".debug_str", .flags = 0x800, .content = header + packed}};
  CHECK(path_verdict(spec) == Status::unknown);
}

TEST_CASE("a debug section that inflates to something else than it says is unknown")
{
  auto spec = good_program();
  const auto text = std::string(100'000, 'z');
  spec.sections = {
      {.name = ".debug_str", .flags = 0x800, .content = compressed(text, 50'000)}};
  CHECK(path_verdict(spec) == Status::unknown);
  spec.sections[0].content = compressed(text, 200'000);
  CHECK(path_verdict(spec) == Status::unknown);
  spec.sections[0].content = compressed(text, std::uint64_t{1} << 40); // a bomb
  CHECK(path_verdict(spec) == Status::unknown);
}

TEST_CASE("the fast search finds what an ordinary one finds")
{
  std::string text;
  for (unsigned i = 0; i < 3000; ++i) {
    text += static_cast<char>('a' + i * i % 5);
  }
  for (std::size_t length = 1; length < 20; ++length) {
    for (std::size_t from = 0; from + length < 200; ++from) {
      const auto needle = text.substr(from, length) + (from % 3 == 0 ? "~" : "");
      CHECK(verify::find_rare(text, needle) == text.find(needle));
    }
  }
  CHECK(verify::find_rare("abc", "") == 0);
  CHECK(verify::find_rare("ab", "abc") == std::string::npos);
}

TEST_CASE("a dynamic table that only one side names is a contradiction")
{
  auto spec = with_sections();
  spec.sections.erase(spec.sections.begin());
  CHECK(contradictions(spec) == Words{"a dynamic segment that no section names"});
  test::ElfSpec fixed;
  fixed.dynamic_section = false;
  fixed.type = 2;
  fixed.sections = {{.name = ".text", .type = 1}};
  const auto status = [&] {
    return test::finding(judge(fixed, strict()), "section-view").status;
  };
  CHECK(status() == Status::pass);
  fixed.sections.push_back({.name = ".dynamic", .type = 6, .content = "x"});
  CHECK(contradictions(fixed) == Words{"a dynamic section that no segment loads"});
}

TEST_CASE("sections that take no room in memory may say any address")
{
  auto spec = with_sections();
  const auto status = [&](std::uint64_t flags, const std::string& content) {
    auto one = spec;
    one.sections.push_back(
        {.name = ".far", .flags = flags, .content = content, .moved = 0x7000000});
    return test::finding(judge(one, strict()), "section-view").status;
  };
  CHECK(status(2, "loaded") == Status::fail);
  CHECK(status(0, "not loaded") == Status::pass);
  CHECK(status(2 | 0x400, "of each thread") == Status::pass);
}

TEST_CASE("a search for more than there is finds nothing")
{
  CHECK(verify::find_rare("/build", "/build") == 0);
  CHECK(verify::find_rare("/buil", "/build") == std::string_view::npos);
  CHECK(verify::find_rare("", "/build") == std::string_view::npos);
  CHECK(verify::find_rare("/build", "") == 0);
}

TEST_CASE("a section may fill its segment and not reach beyond either end")
{
  auto spec = with_sections();
  spec.data.resize(256, 'x');
  const auto bytes = test::make_elf(spec);
  auto source = elf::ByteSource::of(std::as_bytes(std::span(bytes)));
  const auto file = elf::read_elf(source);
  REQUIRE(file);
  REQUIRE(file->segments.at(1).memory_size == 256);
  const auto data = file->segments.at(1).address;
  const auto status = [&](std::uint64_t address, std::size_t size) {
    auto one = spec;
    one.sections.push_back({.name = ".data",
                            .flags = 2,
                            .content = std::string(size, 'd'),
                            .moved = address});
    return test::finding(judge(one, strict()), "section-view").status;
  };
  CHECK(status(data, 256) == Status::pass);
  CHECK(status(data, 257) == Status::fail);
  CHECK(status(data + 1, 255) == Status::pass);
  CHECK(status(data + 1, 256) == Status::fail);
  CHECK(status(data + 256, 1) == Status::fail);
  CHECK(status(std::uint64_t{0} - 8, 16) == Status::fail); // round the end of memory
}

TEST_CASE("a section that holds fewer symbols than the loader reads is a contradiction")
{
  const test::ScratchFolder folder;
  auto bytes = test::make_elf(with_sections());
  std::uint64_t headers = 0;
  std::memcpy(&headers, bytes.data() + 40, sizeof(headers)); // e_shoff
  const auto judged = [&](std::size_t field, std::uint64_t value) {
    auto changed = bytes;
    std::memcpy(changed.data() + headers + 2 * 64 + field, &value, sizeof(value));
    const auto report =
        verify::verify_file(folder.write("program", changed), "program", strict());
    REQUIRE(report);
    return test::finding(*report, "section-view");
  };
  constexpr std::size_t k_size = 32, k_entry_size = 56; // of .dynsym, the second
  CHECK(judged(k_size, 4 * 24).status == Status::pass);
  CHECK(judged(k_size, 3 * 24).evidence ==
        Words{"3 dynamic symbols by section, 4 for the loader"});
  CHECK(judged(k_entry_size, 0).status == Status::pass); // says nothing of their number
}

TEST_CASE("section headers that cannot be read fail though the loader needs none")
{
  const test::ScratchFolder folder;
  auto bytes = test::make_elf(with_sections());
  constexpr std::size_t k_section_count = 60; // e_shnum
  bytes[k_section_count] = '\x7f';
  bytes[k_section_count + 1] = '\x7f';
  const auto report =
      verify::verify_file(folder.write("program", bytes), "bin/program", strict());
  REQUIRE(report);
  CHECK(failing(*report) == Words{"section-view"});
}

TEST_SUITE_END();
