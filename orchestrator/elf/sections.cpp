// SPDX-License-Identifier: Apache-2.0
#include "elf/sections.hpp"

#include "elf/image.hpp"

#include <fmt/format.h>

namespace crossroot::elf {

namespace {

constexpr std::size_t k_longest_name = 256;
constexpr std::uint64_t k_largest_names = std::uint64_t{1} << 22;
constexpr std::uint16_t k_in_first_header = 0xffff; ///< SHN_XINDEX

Section read_header(const ByteView& view, bool wide, std::uint32_t& name_at)
{
  Section section;
  name_at = *view.u32(0);
  section.type = *view.u32(4);
  section.flags = wide ? *view.u64(8) : *view.u32(8);
  section.address = wide ? *view.u64(16) : *view.u32(12);
  section.offset = wide ? *view.u64(24) : *view.u32(16);
  section.size = wide ? *view.u64(32) : *view.u32(20);
  section.link = wide ? *view.u32(40) : *view.u32(24);
  section.entry_size = wide ? *view.u64(56) : *view.u32(36);
  return section;
}

void name_sections(ByteSource& source,
                   const std::vector<std::uint32_t>& names_at,
                   const Section& names,
                   std::vector<Section>& sections)
{
  const auto bytes = names.size <= k_largest_names && names.has_bytes()
                         ? source.read(names.offset, names.size)
                         : std::nullopt;
  if (!bytes) {
    return; // nameless, which is not the loader's business either
  }
  const ByteView view(*bytes);
  for (std::size_t i = 0; i < sections.size(); ++i) {
    if (const auto name = view.c_string(names_at[i])) {
      sections[i].name = name->substr(0, k_longest_name);
    }
  }
}

} // namespace

Result<std::vector<Section>> read_sections(ByteSource& source, const ElfFile& file)
{
  std::vector<Section> sections;
  if (file.section_headers == 0) {
    return sections;
  }
  const bool wide = file.bits == 64;
  const std::uint64_t wanted_size = wide ? 64 : 40;
  const std::uint64_t tail = wide ? 58 : 46; // e_shentsize, e_shnum, e_shstrndx
  const auto entry_size = source.u16(tail);
  const auto count = source.u16(tail + 2);
  const auto names = source.u16(tail + 4);
  if (!entry_size || !count || !names) {
    return malformed("the file ends in its header");
  }
  if (*count == 0) {
    return sections;
  }
  if (*entry_size != wanted_size) {
    return malformed(fmt::format("section headers of {} bytes", *entry_size));
  }
  const auto bytes = source.read(file.section_headers, *count * wanted_size);
  if (!bytes) {
    return malformed("section headers outside the file");
  }
  const ByteView view(*bytes, file.endian);
  std::vector<std::uint32_t> names_at(*count);
  for (std::uint16_t i = 0; i < *count; ++i) {
    sections.push_back(
        read_header(*view.sub(i * wanted_size, wanted_size), wide, names_at[i]));
  }
  const std::uint32_t names_index =
      *names == k_in_first_header ? sections.front().link : *names;
  if (names_index < sections.size()) {
    name_sections(source, names_at, Section(sections[names_index]), sections);
  }
  return sections;
}

} // namespace crossroot::elf
