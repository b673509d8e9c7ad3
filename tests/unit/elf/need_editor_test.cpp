// SPDX-License-Identifier: Apache-2.0
#include "elf/elf_file.hpp"
#include "elf/need_editor.hpp"
#include "support/make_elf.hpp"

#include <doctest/doctest.h>

#include <algorithm>

TEST_SUITE_BEGIN("elf.need_editor");

using namespace crossroot;
using namespace crossroot::elf;

namespace {

test::ElfSpec program()
{
  test::ElfSpec spec;
  spec.needed = {"libm.so.6", "libc.so.6"};
  spec.symbols = {{"puts", "GLIBC_2.2.5", "libc.so.6"},
                  {"memcpy", "GLIBC_2.14", "libc.so.6"},
                  {"fcntl", "GLIBC_2.28", "libc.so.6"},
                  {"pow", "GLIBC_2.29", "libm.so.6"},
                  {"exp", "GLIBC_2.29", "libm.so.6"}};
  return spec;
}

/// "puts@GLIBC_2.2.5 (libc.so.6); …" and the versions of the records.
std::string asked(const std::string& bytes)
{
  auto source = ByteSource::of(std::as_bytes(std::span(bytes)));
  const auto file = read_elf(source);
  if (!file) {
    return file.error().render();
  }
  std::string out;
  for (const auto& symbol : file->symbols) {
    out += symbol.name + "@" + symbol.version + " (" + symbol.version_file + ") ";
  }
  for (const auto& need : file->version_needs) {
    out += "| " + need.library;
    for (const auto& version : need.versions) {
      out += " " + version.name;
    }
  }
  return out;
}

std::string edited(std::string& bytes, const std::vector<OlderVersion>& changes)
{
  const auto done = ask_for_older(std::as_writable_bytes(std::span(bytes)), changes);
  return done ? "" : done.error().render();
}

} // namespace

TEST_CASE("a symbol that another version stands for loses its record")
{
  for (const bool big : {false, true}) {
    for (const unsigned bits : {32U, 64U}) {
      auto spec = program();
      spec.big_endian = big;
      spec.bits = bits;
      auto bytes = test::make_elf(spec);
      const auto size = bytes.size();
      CHECK(edited(bytes, {{"libc.so.6", "memcpy", "GLIBC_2.14", "GLIBC_2.2.5"},
                           {"libc.so.6", "fcntl", "GLIBC_2.28", "GLIBC_2.2.5"}}) == "");
      CHECK(bytes.size() == size);
      CHECK(asked(bytes) ==
            "puts@GLIBC_2.2.5 (libc.so.6) memcpy@GLIBC_2.2.5 (libc.so.6) "
            "fcntl@GLIBC_2.2.5 (libc.so.6) pow@GLIBC_2.29 (libm.so.6) "
            "exp@GLIBC_2.29 (libm.so.6) | libc.so.6 GLIBC_2.2.5| libm.so.6 GLIBC_2.29");
    }
  }
}

TEST_CASE("a record that no symbol needs is renamed to a version that the file names")
{
  auto bytes = test::make_elf(program());
  CHECK(edited(bytes, {{"libm.so.6", "pow", "GLIBC_2.29", "GLIBC_2.2.5"},
                       {"libm.so.6", "exp", "GLIBC_2.29", "GLIBC_2.2.5"}}) == "");
  CHECK(asked(bytes).find("pow@GLIBC_2.2.5 (libm.so.6)") != std::string::npos);
  CHECK(asked(bytes).find("| libm.so.6 GLIBC_2.2.5") != std::string::npos);
  auto source = ByteSource::of(std::as_bytes(std::span(bytes)));
  const auto file = read_elf(source).value();
  // What every binutils prints as the hash of that name.
  CHECK(file.version_needs.at(1).versions.at(0).hash == 0x09691a75);
}

TEST_CASE("a version of which a symbol would be left stays as it is")
{
  const auto before = test::make_elf(program());
  auto bytes = before;
  CHECK(edited(bytes, {{"libm.so.6", "pow", "GLIBC_2.29", "GLIBC_2.2.5"}})
            .find("GLIBC_2.29 of libm.so.6 is asked for by exp, too") !=
        std::string::npos);
  CHECK(bytes == before);
}

TEST_CASE("a version that the file has no text or record for is refused untouched")
{
  const auto before = test::make_elf(program());
  auto bytes = before;
  CHECK(edited(bytes, {{"libc.so.6", "memcpy", "GLIBC_2.14", "GLIBC_2.0"}})
            .find("no room to ask for GLIBC_2.0") != std::string::npos);
  CHECK(edited(bytes, {{"libm.so.6", "pow", "GLIBC_2.29", "GLIBC_2.2.5"},
                       {"libm.so.6", "exp", "GLIBC_2.29", "GLIBC_2.14"}})
            .find("no room to ask for GLIBC_2.") != std::string::npos);
  CHECK(bytes == before);
}
