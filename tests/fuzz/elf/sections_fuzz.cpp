// SPDX-License-Identifier: Apache-2.0
// Section headers and compressed sections of one input: reading stays inside it, and no
// section gives more than it was allowed to.
#include "elf/inflate.hpp"

#include <cstdlib>

using namespace crossroot;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  auto source = elf::ByteSource::of(std::as_bytes(std::span(data, size)));
  const auto file = elf::read_elf(source);
  if (!file) {
    return 0;
  }
  const auto sections = elf::read_sections(source, *file);
  if (!sections) {
    return 0;
  }
  std::uint64_t left = std::uint64_t{1} << 20;
  for (const auto& section : *sections) {
    if (!elf::is_compressed(section)) {
      continue;
    }
    std::uint64_t taken = 0;
    const auto done = elf::inflate_section(source, *file, section, left,
                                           [&](auto piece) { taken += piece.size(); });
    if (taken > left) {
      std::abort();
    }
    left -= taken;
    if (!done) {
      return 0;
    }
  }
  return 0;
}
