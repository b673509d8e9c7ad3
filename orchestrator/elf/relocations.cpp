// SPDX-License-Identifier: Apache-2.0
#include "elf/image.hpp"

#include <algorithm>

namespace crossroot::elf {

namespace {

// A position-independent Go program carries megabytes of relative relocations. They name
// no symbol; linkers sort them first and give their number in DT_RELACOUNT, so they are
// skipped unread. Above this many others a table is not read further than the cap.
constexpr std::uint64_t k_most_relocations = std::uint64_t{1} << 22;

constexpr std::uint16_t k_em_mips = 8;

/// R_*_COPY of each psABI; 0 where we know none.
std::uint32_t copy_relocation(std::uint16_t machine)
{
  switch (machine) {
  case 3: return 5;      // i386
  case 8: return 126;    // mips
  case 21: return 19;    // ppc64
  case 22: return 9;     // s390
  case 40: return 20;    // arm
  case 62: return 5;     // x86-64
  case 183: return 1024; // aarch64
  case 243: return 4;    // riscv
  case 258: return 4;    // loongarch
  default: return 0;
  }
}

/// The relocations of each psABI that ask for a fixed distance from the thread pointer.
bool wants_static_tls(std::uint16_t machine, std::uint32_t type)
{
  switch (machine) {
  case 3: return type == 14 || type == 37;   // R_386_TLS_TPOFF, TPOFF32
  case 8: return type == 47 || type == 48;   // R_MIPS_TLS_TPREL32, 64
  case 21: return type == 73;                // R_PPC64_TPREL64
  case 22: return type == 56;                // R_390_TLS_TPOFF
  case 40: return type == 19;                // R_ARM_TLS_TPOFF32
  case 62: return type == 18;                // R_X86_64_TPOFF64
  case 183: return type == 1030;             // R_AARCH64_TLS_TPREL
  case 243: return type == 10 || type == 11; // R_RISCV_TLS_TPREL32, 64
  case 258: return type == 10 || type == 11; // R_LARCH_TLS_TPREL32, 64
  default: return false;
  }
}

enum class Purpose : std::uint8_t { any, jump_slots };

struct Table {
  std::uint64_t address, size_bytes, skipped;
  bool with_addend;
  Purpose purpose = Purpose::any;
};

void widen(std::optional<AddressRange>& range, std::uint64_t begin, std::uint64_t size)
{
  const auto end = begin + size < begin ? ~std::uint64_t{0} : begin + size;
  if (!range) {
    range = AddressRange{begin, end};
    return;
  }
  range->begin = std::min(range->begin, begin);
  range->end = std::max(range->end, end);
}

struct Reference {
  std::uint32_t symbol, type;
};

/// r_info. On 64-bit MIPS it is no number but a word and four bytes, the last of them the
/// type (psABI supplement for the 64-bit ABI, section 2.9.1): the same as elsewhere where
/// the high byte comes first, another one where the low byte does.
Reference reference_of(const ElfFile& file, std::uint64_t info)
{
  if (file.bits == 32) {
    return {static_cast<std::uint32_t>(info >> 8),
            static_cast<std::uint32_t>(info & 0xff)};
  }
  const bool mips = file.machine == k_em_mips;
  if (mips && file.endian == Endian::little) {
    return {static_cast<std::uint32_t>(info & 0xffffffff),
            static_cast<std::uint32_t>(info >> 56)};
  }
  return {static_cast<std::uint32_t>(info >> 32),
          static_cast<std::uint32_t>(info & (mips ? 0xff : 0xffffffff))};
}

/// Some entries of a table, one after the other.
void read_entries(const ElfFile& file,
                  const ByteView& view,
                  const Table& table,
                  RelocationUse& use)
{
  const bool wide = file.bits == 64;
  const std::uint64_t entry_size = (table.with_addend ? 3 : 2) * (wide ? 8 : 4);
  const auto copy = copy_relocation(file.machine);
  for (std::uint64_t at = 0; at + entry_size <= view.size(); at += entry_size) {
    const auto [symbol, type] =
        reference_of(file, wide ? *view.u64(at + 8) : *view.u32(at + 4));
    use.highest_symbol = std::max(use.highest_symbol, symbol);
    if (copy != 0 && type == copy) {
      use.copied.push_back(symbol);
    }
    use.static_tls += wants_static_tls(file.machine, type) ? 1 : 0;
    if (table.purpose == Purpose::jump_slots) {
      widen(use.jump_slots, wide ? *view.u64(at) : *view.u32(at), wide ? 8 : 4);
    }
  }
}

Result<void> read_table(Image& image, const Table& table, RelocationUse& use)
{
  const bool wide = image.file.bits == 64;
  const std::uint64_t entry_size = (table.with_addend ? 3 : 2) * (wide ? 8 : 4);
  const auto count = table.size_bytes / entry_size;
  const auto skipped = std::min(table.skipped, count);
  if (count - skipped > k_most_relocations) {
    return malformed("too many relocations");
  }
  const auto begin = image.offset_of(table.address + skipped * entry_size,
                                     (count - skipped) * entry_size);
  if (!begin) {
    return malformed("relocations outside the loaded segments");
  }
  constexpr std::uint64_t k_piece = 4096; // entries
  for (std::uint64_t done = skipped; done < count; done += k_piece) {
    const auto bytes = image.source.read(*begin + (done - skipped) * entry_size,
                                         std::min(k_piece, count - done) * entry_size);
    if (!bytes) {
      return malformed("relocations outside the file");
    }
    read_entries(image.file, ByteView(*bytes, image.file.endian), table, use);
  }
  return {};
}

} // namespace

Result<RelocationUse> read_relocations(Image& image)
{
  const auto& file = image.file;
  RelocationUse use;
  const auto value = [&](std::uint64_t tag) {
    return file.dynamic_value(tag).value_or(0);
  };
  if (value(k_dt_relasz) != 0) {
    CROSSROOT_CHECK(read_table(
        image, {value(k_dt_rela), value(k_dt_relasz), value(k_dt_relacount), true}, use));
  }
  if (value(k_dt_relsz) != 0) {
    CROSSROOT_CHECK(read_table(
        image, {value(k_dt_rel), value(k_dt_relsz), value(k_dt_relcount), false}, use));
  }
  if (value(k_dt_pltrelsz) != 0) {
    CROSSROOT_CHECK(read_table(image,
                               {value(k_dt_jmprel), value(k_dt_pltrelsz), 0,
                                value(k_dt_pltrel) == k_dt_rela, Purpose::jump_slots},
                               use));
  }
  std::sort(use.copied.begin(), use.copied.end());
  use.copied.erase(std::unique(use.copied.begin(), use.copied.end()), use.copied.end());
  return use;
}

} // namespace crossroot::elf
