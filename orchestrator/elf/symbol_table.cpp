// SPDX-License-Identifier: Apache-2.0
// The dynamic symbol table has no length of its own. DT_HASH tells it (nchain); a GNU
// hash table tells it only for defined symbols, and GNU ld writes an empty one into a
// program that defines none, whatever it imports. What a program imports it also
// relocates, so the highest symbol number among the relocations closes that gap.
#include "elf/image.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::elf {

namespace {

constexpr std::uint64_t k_most_symbols = std::uint64_t{1} << 21;

Result<std::uint64_t> count_by_sysv_hash(Image& image, std::uint64_t address)
{
  // Two psABIs alone have 64-bit entries here.
  constexpr std::uint16_t k_em_s390 = 22;
  constexpr std::uint16_t k_em_alpha = 0x9026;
  const auto machine = image.file.machine;
  const bool wide =
      (machine == k_em_s390 || machine == k_em_alpha) && image.file.bits == 64;
  const auto offset = image.offset_of(address, wide ? 16 : 8);
  const auto chains = !offset ? std::nullopt
                      : wide
                          ? image.source.u64(*offset + 8)
                          : std::optional<std::uint64_t>(image.source.u32(*offset + 4));
  if (!chains) {
    return malformed("the hash table lies outside the loaded segments");
  }
  return *chains;
}

/// The last chain begins at the highest bucket and ends at an odd value.
Result<std::uint64_t> count_by_gnu_hash(Image& image, std::uint64_t address)
{
  const auto head = image.read_address(address, 16);
  if (!head) {
    return malformed("the GNU hash table lies outside the loaded segments");
  }
  const ByteView view(*head, image.file.endian);
  const std::uint64_t buckets = *view.u32(0);
  const std::uint64_t first = *view.u32(4);
  const std::uint64_t bloom_words = *view.u32(8);
  const auto buckets_at = address + 16 + bloom_words * (image.file.bits / 8);
  const auto table = buckets <= k_most_symbols
                         ? image.read_address(buckets_at, buckets * 4)
                         : std::nullopt;
  if (!table) {
    return malformed("the GNU hash table lies outside the loaded segments");
  }
  std::uint64_t last = 0;
  const ByteView bucket_view(*table, image.file.endian);
  for (std::uint64_t i = 0; i < buckets; ++i) {
    last = std::max<std::uint64_t>(last, *bucket_view.u32(i * 4));
  }
  if (last == 0) {
    return first;
  }
  if (last < first) {
    return malformed("a GNU hash bucket below the first hashed symbol");
  }
  const auto chain = image.bytes_from(buckets_at + buckets * 4 + (last - first) * 4);
  for (std::uint64_t at = 0; last < k_most_symbols; ++last, at += 4) {
    const auto value = chain && chain->end - chain->begin >= at + 4
                           ? image.source.u32(chain->begin + at)
                           : std::nullopt;
    if (!value) {
      return malformed("a GNU hash chain leaves the loaded segments");
    }
    if ((*value & 1) != 0) {
      return last + 1;
    }
  }
  return malformed("a GNU hash chain without end");
}

Symbol read_symbol(const ByteView& view, bool wide)
{
  Symbol symbol;
  const auto info = *view.u8(wide ? 4 : 12);
  symbol.type = info & 0xf;
  symbol.binding = static_cast<Binding>(info >> 4);
  symbol.visibility = *view.u8(wide ? 5 : 13) & 3;
  symbol.section = *view.u16(wide ? 6 : 14);
  symbol.value = wide ? *view.u64(8) : *view.u32(4);
  symbol.size = wide ? *view.u64(16) : *view.u32(8);
  return symbol;
}

Result<std::uint64_t> count_symbols(Image& image, std::uint32_t highest_relocated)
{
  const auto& file = image.file;
  if (const auto hash = file.dynamic_value(k_dt_hash)) {
    return count_by_sysv_hash(image, *hash);
  }
  // MIPS says it in so many words; its own hash table (DT_MIPS_XHASH) need not be read.
  constexpr std::uint16_t k_em_mips = 8;
  constexpr std::uint64_t k_dt_mips_symtabno = 0x70000011;
  const auto stated =
      file.machine == k_em_mips ? file.dynamic_value(k_dt_mips_symtabno) : std::nullopt;
  if (stated) {
    return *stated;
  }
  std::uint64_t count = highest_relocated == 0 ? 0 : std::uint64_t{highest_relocated} + 1;
  if (const auto hash = file.dynamic_value(k_dt_gnu_hash)) {
    CROSSROOT_TRY(const auto hashed, count_by_gnu_hash(image, *hash));
    count = std::max(count, hashed);
  }
  return count;
}

} // namespace

Result<void> read_symbols(Image& image, std::uint32_t highest_relocated)
{
  auto& file = image.file;
  const auto table = file.dynamic_value(k_dt_symtab);
  if (!table) {
    return {};
  }
  CROSSROOT_TRY(const auto count, count_symbols(image, highest_relocated));
  if (count > k_most_symbols) {
    return malformed(fmt::format("{} dynamic symbols", count));
  }
  const bool wide = file.bits == 64;
  const std::uint64_t entry_size = wide ? 24 : 16;
  const auto bytes = image.read_address(*table, count * entry_size);
  if (!bytes) {
    return malformed("the symbol table lies outside the loaded segments");
  }
  const ByteView view(*bytes, file.endian);
  file.symbols.reserve(count);
  for (std::uint64_t i = 1; i < count; ++i) {
    const auto entry = *view.sub(i * entry_size, entry_size);
    auto symbol = read_symbol(entry, wide);
    auto name = image.string(*entry.u32(0));
    if (!name) {
      return image.unnamed(fmt::format("the name of symbol {}", i));
    }
    symbol.name = std::move(*name);
    symbol.index = static_cast<std::uint32_t>(i);
    file.symbols.push_back(std::move(symbol));
  }
  return {};
}

} // namespace crossroot::elf
