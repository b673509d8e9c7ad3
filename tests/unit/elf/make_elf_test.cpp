// SPDX-License-Identifier: Apache-2.0
#include "elf/elf_file.hpp"
#include "support/make_elf.hpp"

#include <doctest/doctest.h>

using namespace crossroot;

TEST_SUITE_BEGIN("elf.make_elf");

TEST_CASE("a file by the test writer is 16-aligned in its parts and read back whole")
{
  test::ElfSpec spec;
  spec.data = "payload";
  spec.interpreter = "/lib/ld.so";
  const auto bytes = test::make_elf(spec);
  auto source = elf::ByteSource::of(std::as_bytes(std::span(bytes)));
  const auto file = elf::read_elf(source);
  REQUIRE(file);
  CHECK(file->segments.size() == 5);
  CHECK(file->interpreter == "/lib/ld.so");
  const auto& writable = file->segments.at(1);
  CHECK(writable.writable());
  CHECK(writable.offset % 16 == 0);
  CHECK(bytes.substr(writable.offset, writable.file_size) == "payload");
}

TEST_SUITE_END();
