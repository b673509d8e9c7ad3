// SPDX-License-Identifier: Apache-2.0
#include "elf/object_archive.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace crossroot;

namespace {

std::string member(const std::string& name, const std::string& bytes)
{
  return fmt::format("{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", name, 0, 0, 0, 644,
                     bytes.size()) +
         bytes + (bytes.size() % 2 == 0 ? "" : "\n");
}

std::string names_of(const std::string& archive)
{
  std::string names;
  for (const auto& one : elf::read_archive_members(archive)) {
    names += one.name + "=" + std::string(one.bytes) + " ";
  }
  return names;
}

} // namespace

TEST_SUITE_BEGIN("elf.object_archive");

TEST_CASE("members come in order with short and long names and without the index")
{
  const auto archive = "!<arch>\n" + member("/", "index") +
                       member("//", "a-name-that-is-long.o/\nanother-long-name.o/\n") +
                       member("/23", "odd") + member("spawn.o/", "even") +
                       member("/0", "x") + member("_go_.o", "go");
  CHECK(names_of(archive) ==
        "another-long-name.o=odd spawn.o=even a-name-that-is-long.o=x _go_.o=go ");
}

TEST_CASE("a BSD name stands in front of the bytes")
{
  CHECK(names_of("!<arch>\n" + member("#1/8", std::string("spawn.o\0AB", 10))) ==
        "spawn.o=AB ");
}

TEST_CASE("what is cut short or damaged ends the list")
{
  const auto whole = "!<arch>\n" + member("a.o/", "aa") + member("b.o/", "bb");
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    CHECK(elf::read_archive_members(whole.substr(0, size)).size() <= 2);
  }
  CHECK(names_of("!<arch>\n" + member("/99", "x")) == "=x ");
  CHECK(names_of("!<arch>\n" + member("#1/99", "x")) == "x= ");
  CHECK(names_of("no archive").empty());
}

TEST_SUITE_END();
