// SPDX-License-Identifier: Apache-2.0
// Holds the shipped table of symbol introductions to real libraries: this host's own.
#include "catalog/symbols.hpp"
#include "elf/elf_file.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <set>
#include <string>

using namespace crossroot;

namespace {

using Entry = std::pair<std::string, std::string>; // (symbol, node)

/// Debian's and Ubuntu's libraries carry no back-ported nodes; others may.
bool host_is_comparable()
{
  return std::filesystem::exists("/etc/debian_version") &&
         std::filesystem::exists("/lib/x86_64-linux-gnu/libc.so.6");
}

Version release_of(const elf::ElfFile& libc)
{
  Version highest;
  for (const auto& definition : libc.version_definitions) {
    if (const auto number = elf::version_number(definition.name, "GLIBC_")) {
      highest = std::max(highest, *number);
    }
  }
  return highest;
}

} // namespace

TEST_SUITE_BEGIN("verify.symbol_table");

TEST_CASE("the defaults of this host's libc and libm are those of the shipped table")
{
  if (!host_is_comparable()) {
    MESSAGE("skipped: no Debian libc for x86-64 on this host");
    return;
  }
  const std::string folder = "/lib/x86_64-linux-gnu/";
  const auto libc = elf::read_elf(folder + "libc.so.6");
  REQUIRE(libc);
  const auto release = release_of(*libc);
  if (Version{2, 41} < release) {
    MESSAGE("skipped: this host's libc is newer than the table");
    return;
  }
  for (const auto* const name : {"libc.so.6", "libm.so.6"}) {
    const auto library = elf::read_elf(folder + name);
    REQUIRE(library);
    std::set<Entry> real;
    for (const auto& symbol : library->symbols) {
      if (symbol.defined() && elf::version_number(symbol.version, "GLIBC_") &&
          symbol.name != symbol.version) {
        real.emplace(symbol.name, symbol.version);
      }
    }
    std::set<Entry> shipped;
    for (const auto& row :
         catalog::defaults_in_glibc(*Triplet::parse("x86_64-linux-gnu"), release)) {
      if (row.library == name) {
        shipped.emplace(row.symbol, row.node);
      }
    }
    REQUIRE(shipped.size() > 900);
    for (const auto& [symbol, node] : shipped) {
      CHECK_MESSAGE(real.contains({symbol, node}), symbol << "@" << node);
    }
    for (const auto& symbol : library->symbols) {
      const Entry entry{symbol.name, symbol.version};
      if (!symbol.hidden && real.contains(entry)) {
        CHECK_MESSAGE(shipped.contains(entry), entry.first << "@" << entry.second);
      }
    }
  }
}

TEST_SUITE_END();
