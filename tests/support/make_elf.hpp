// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crossroot::test {

struct ElfSymbolSpec {
  std::string name;
  std::string version;    ///< node; "" without one
  std::string library;    ///< asks it of this library; "" means: defined here
  bool undefined = false; ///< undefined without a version
  bool weak = false;
  bool hidden = false;   ///< defined, not the default version
  std::uint8_t type = 2; ///< STT_*
  bool local = false;    ///< STB_LOCAL: nobody else sees it
};

/// A section header. With `content` it gets bytes of its own behind everything else;
/// without, `table` names what it points to: "dynamic", "dynsym", "verneed", "versym",
/// "hash".
struct ElfSectionSpec {
  std::string name;
  std::uint32_t type = 1;
  std::uint64_t flags = 0;
  std::string content;
  std::string table;
  std::uint64_t moved = 0; ///< added to the address: a header that lies
};

/// A small ELF file as data. Addresses equal offsets; one read-only segment holds all
/// but `data`, which stands in a writable one behind it.
struct ElfSpec {
  unsigned bits = 64;
  bool big_endian = false;
  std::uint16_t type = 3; ///< ET_DYN
  std::uint16_t machine = 62;
  std::optional<std::string> interpreter;
  std::optional<std::string> soname, rpath, runpath;
  std::vector<std::string> needed;
  std::vector<ElfSymbolSpec> symbols;
  std::vector<std::pair<std::string, std::string>> bare_versions; ///< (library, node)
  std::uint16_t version_flags = 0; ///< of all needed versions
  std::vector<std::pair<std::uint64_t, std::uint64_t>> dynamic; ///< further entries
  bool dynamic_section = true;
  bool gnu_hash = false; ///< an empty one in place of DT_HASH, as GNU ld writes it
  std::optional<std::uint32_t> stack_flags = 6; ///< PT_GNU_STACK; none leaves it out
  std::uint32_t text_flags = 5, data_flags = 6;
  bool relro = false; ///< PT_GNU_RELRO over the pages of all but `data`
  std::optional<std::pair<std::uint64_t, std::uint64_t>>
      relro_range;                       ///< address and size instead
  std::vector<std::uint64_t> jump_slots; ///< addresses that DT_JMPREL relocates
  /// (type, address) of further relocations with addend, by DT_RELA.
  std::vector<std::pair<std::uint32_t, std::uint64_t>> relocations;
  std::uint32_t flags = 0; ///< e_flags
  std::uint8_t os_abi = 0;
  std::string note; ///< content of a PT_NOTE
  std::string data;
  std::vector<ElfSectionSpec> sections; ///< headers to write; none: none
};

std::string make_elf(const ElfSpec& spec);

/// The record that the Go linker writes since 1.18, 16-aligned content for `data`.
std::string make_go_record(const std::string& version, const std::string& modules);

/// One note with the padding of a 4-aligned segment (little endian).
std::string
make_note(const std::string& owner, std::uint32_t type, const std::string& description);

} // namespace crossroot::test
