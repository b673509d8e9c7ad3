// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "elf_mutator.hpp"

// For fuzz targets whose input is an ELF file: three of four changes are such as keep it
// one. Included once by a target.
#ifndef LLVMFuzzerTestOneInput // a corpus is replayed as it is
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t, std::size_t);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data,
                                               std::size_t size,
                                               std::size_t most,
                                               unsigned seed)
{
  const bool changed =
      seed % 4 != 0 && crossroot::test::ElfMutator(data, size, seed).change();
  return changed ? size : LLVMFuzzerMutate(data, size, most);
}
#endif
