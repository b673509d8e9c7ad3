// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "elf/elf_file.hpp"

#include <string>

namespace crossroot::elf {

// Dynamic tags that the reader follows (gABI chapter 5, and GNU's additions).
inline constexpr std::uint64_t k_dt_needed = 1, k_dt_pltrelsz = 2, k_dt_hash = 4,
                               k_dt_strtab = 5, k_dt_symtab = 6, k_dt_rela = 7,
                               k_dt_relasz = 8, k_dt_strsz = 10, k_dt_soname = 14,
                               k_dt_rpath = 15, k_dt_rel = 17, k_dt_relsz = 18,
                               k_dt_pltrel = 20, k_dt_textrel = 22, k_dt_jmprel = 23,
                               k_dt_bind_now = 24, k_dt_runpath = 29, k_dt_flags = 30,
                               k_dt_relrsz = 35, k_dt_relr = 36,
                               k_dt_gnu_hash = 0x6ffffef5, k_dt_versym = 0x6ffffff0,
                               k_dt_relacount = 0x6ffffff9, k_dt_relcount = 0x6ffffffa,
                               k_dt_flags_1 = 0x6ffffffb, k_dt_verdef = 0x6ffffffc,
                               k_dt_verdefnum = 0x6ffffffd, k_dt_verneed = 0x6ffffffe,
                               k_dt_verneednum = 0x6fffffff;

/// A file and its segments: what the parts of the reader share. Addresses are mapped
/// to file offsets through PT_LOAD, as the loader maps them.
///
/// Names may overlap: a thousand entries may each point to the same megabyte. What they
/// hold together is therefore counted, and ends at a few times the string table.
struct Image {
  ByteSource& source;
  ElfFile& file;
  std::vector<std::byte> strings{}; ///< DT_STRTAB, DT_STRSZ bytes
  std::uint64_t name_bytes_left = 0;
  bool names_exhausted = false;

  /// File offset of `length` bytes at an address, if one segment holds them all.
  std::optional<std::uint64_t> offset_of(std::uint64_t address,
                                         std::uint64_t length) const;
  /// Offsets of all bytes from an address to the end of the first segment with it.
  std::optional<AddressRange> bytes_from(std::uint64_t address) const;
  std::optional<std::vector<std::byte>> read_address(std::uint64_t address,
                                                     std::uint64_t length);
  void use_strings(std::vector<std::byte> table);
  /// A name in the dynamic string table; nothing if it is not closed inside the table,
  /// or if all names together are too long.
  std::optional<std::string> string(std::uint64_t offset);
  /// Counts a copy of a name; false if all together are too long.
  bool take_name_bytes(std::uint64_t length);
  /// Why string() or take_name_bytes() gave nothing: "WHAT lies outside the string table"
  Error unnamed(const std::string& what) const;
};

/// "malformed ELF file: WHAT"
Error malformed(std::string what);

Result<void> read_headers(Image& image);
Result<void> read_dynamic(Image& image);
Result<void> read_notes(Image& image);
/// Symbols, needs the relocations' highest symbol number.
Result<void> read_symbols(Image& image, std::uint32_t highest_relocated);
/// Returns the highest symbol number that a relocation uses; remembers numbers of
/// symbols with copy relocations.
struct RelocationUse {
  std::uint32_t highest_symbol = 0;
  std::vector<std::uint32_t> copied;
  std::optional<AddressRange> jump_slots;
  std::uint64_t static_tls = 0;
};
Result<RelocationUse> read_relocations(Image& image);
Result<void> read_versions(Image& image);

} // namespace crossroot::elf
