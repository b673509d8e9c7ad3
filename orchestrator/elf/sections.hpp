// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "elf/elf_file.hpp"

#include <string>
#include <vector>

namespace crossroot::elf {

/// One section header. A loader never reads it; linkers, debuggers and most checkers
/// believe it.
struct Section {
  std::string name;
  std::uint32_t type = 0; ///< SHT_*
  std::uint64_t flags = 0, address = 0, offset = 0, size = 0, entry_size = 0;
  std::uint32_t link = 0; ///< number of another section
  /// Whether its bytes are in the file (not SHT_NOBITS) and in memory (SHF_ALLOC).
  bool has_bytes() const { return type != 8 && type != 0; }
  bool loaded() const { return (flags & 2) != 0; }
  bool compressed() const { return (flags & 0x800) != 0; } ///< SHF_COMPRESSED
};

/// All section headers in the file's order, number 0 with them; empty if there are none.
/// An Error (kind verify) if they lie outside the file. At most 65,535, read as one block
/// of at most 4 MiB; names longer than 256 bytes are cut.
Result<std::vector<Section>> read_sections(ByteSource& source, const ElfFile& file);

} // namespace crossroot::elf
