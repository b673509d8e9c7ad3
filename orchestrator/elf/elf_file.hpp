// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/version.hpp"
#include "elf/byte_source.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::elf {

// Names and numbers are those of the gABI and of glibc's elf.h.
enum class FileType : std::uint16_t { none, relocatable, executable, shared, core };
enum class SegmentType : std::uint32_t {
  null = 0,
  load = 1,
  dynamic = 2,
  interpreter = 3,
  note = 4,
  phdr = 6,
  tls = 7,
  gnu_stack = 0x6474e551,
  gnu_relro = 0x6474e552,
  gnu_property = 0x6474e553,
};
inline constexpr std::uint32_t k_executable_flag = 1; ///< PF_X
inline constexpr std::uint32_t k_writable_flag = 2;   ///< PF_W
struct Segment {
  SegmentType type = SegmentType::null;
  std::uint32_t flags = 0;
  std::uint64_t offset = 0, address = 0, file_size = 0, memory_size = 0, align = 0;
  bool executable() const { return (flags & k_executable_flag) != 0; }
  bool writable() const { return (flags & k_writable_flag) != 0; }
};

struct DynamicEntry {
  std::uint64_t tag = 0, value = 0;
};

enum class Binding : std::uint8_t { local = 0, global = 1, weak = 2, unique = 10 };

struct Symbol {
  std::string name;
  std::uint64_t value = 0, size = 0;
  std::uint8_t type = 0; ///< STT_*: 1 object, 2 function, 6 TLS, 10 ifunc
  Binding binding = Binding::local;
  std::uint8_t visibility = 0; ///< STV_*
  std::uint16_t section = 0;   ///< 0 means undefined
  std::uint32_t index = 0;     ///< place in the symbol table
  std::uint16_t version_index = 1;
  bool hidden = false;      ///< defined, but not what a linker binds to (name@V)
  std::string version;      ///< "GLIBC_2.17"; "" without one
  std::string version_file; ///< for an undefined symbol: the library it is asked of
  bool defined() const { return section != 0; }
  bool weak() const { return binding == Binding::weak; }
};

/// One version that the file asks of one library (Elf_Vernaux).
struct NeededVersion {
  std::string name;
  std::uint32_t hash = 0;
  std::uint16_t flags = 0, index = 0;
  std::uint64_t offset = 0;                      ///< of the record in the file
  bool weak() const { return (flags & 2) != 0; } ///< VER_FLG_WEAK: a warning at load
};
struct VersionNeed {
  std::string library;
  std::vector<NeededVersion> versions;
  std::uint64_t offset = 0; ///< likewise
};
/// One version that the file defines (Elf_Verdef).
struct VersionDefinition {
  std::string name;
  std::uint16_t index = 0, flags = 0;
  bool base() const { return (flags & 1) != 0; } ///< the file's own name
};

struct Note {
  std::string owner;
  std::uint32_t type = 0;
  std::vector<std::byte> description;
};

/// Addresses from `begin` to before `end`.
struct AddressRange {
  std::uint64_t begin = 0, end = 0;
};

/// What one ELF file says to a loader, read by program headers alone: section headers
/// may be missing or lie, and a loader does not look at them.
struct ElfFile {
  unsigned bits = 64;
  Endian endian = Endian::little;
  std::uint8_t os_abi = 0;
  FileType type = FileType::none;
  std::uint16_t machine = 0;
  std::uint32_t flags = 0;
  std::uint64_t entry = 0;
  std::uint64_t section_headers = 0; ///< offset; 0 means none
  std::vector<Segment> segments;
  std::optional<std::string> interpreter;

  std::vector<DynamicEntry> dynamic; ///< up to DT_NULL
  std::vector<std::string> needed;
  std::optional<std::string> soname, rpath, runpath;
  std::vector<Symbol> symbols; ///< dynamic ones, without the null symbol
  std::vector<VersionNeed> version_needs;
  std::vector<VersionDefinition> version_definitions;
  std::uint64_t version_symbols_offset = 0; ///< .gnu.version in the file; 0 means none
  std::vector<std::string> copied;          ///< symbols with a copy relocation, sorted
  /// The words that DT_JMPREL's relocations write: what lazy binding changes later.
  std::optional<AddressRange> jump_slots;
  /// Relocations that want a place in the thread's static block (R_*_TPOFF and kin).
  std::uint64_t static_tls_relocations = 0;

  std::vector<Note> notes;
  std::string build_id; ///< hex
  std::string go_build_id;
  std::optional<std::array<std::uint32_t, 4>> abi_tag; ///< system, then kernel a.b.c
  /// GNU_PROPERTY_X86_ISA_1_NEEDED: bit 0 baseline, 1 v2, 2 v3, 3 v4; 0 without the note
  std::uint32_t x86_isa_needed = 0;

  const Segment* segment(SegmentType wanted) const;
  std::optional<std::uint64_t> dynamic_value(std::uint64_t tag) const;
  bool is_dynamic() const { return segment(SegmentType::dynamic) != nullptr; }
  bool text_relocations() const; ///< DT_TEXTREL or DF_TEXTREL
  bool bind_now() const;         ///< DT_BIND_NOW, DF_BIND_NOW or DF_1_NOW
  /// DF_STATIC_TLS or a relocation that means it: the object wants to be there at start.
  bool initial_exec_tls() const;
  bool position_independent_executable() const;
};

/// Reads all of the above. An Error (kind verify, id "elf") says what is out of bounds
/// or contradicts itself; nothing is guessed. Of any file it takes at most 1,024
/// segments, 65,536 dynamic entries, 2^21 symbols, 2^22 relocations of a table, 16,384
/// versions and names of 16 MiB and twice the string table: memory of 48 MiB and fifteen
/// times the file at the very worst, time in proportion.
Result<ElfFile> read_elf(ByteSource& source);
Result<ElfFile> read_elf(const std::filesystem::path& path);

/// The number in a version name: 2.17 for ("GLIBC_2.17", "GLIBC_"); nothing for another
/// prefix or a word such as PRIVATE.
std::optional<Version> version_number(std::string_view name, std::string_view prefix);

} // namespace crossroot::elf
