// SPDX-License-Identifier: Apache-2.0
#include "elf/object_symbols.hpp"

#include "elf/image.hpp"

namespace crossroot::elf {

namespace {

struct Section {
  std::uint32_t type = 0, link = 0;
  std::uint64_t offset = 0, size = 0;
};

std::optional<Section> read_section(ByteSource& source, std::uint64_t at, unsigned bits)
{
  const std::uint64_t w = bits / 8;
  const auto type = source.u32(at + 4);
  const auto offset = source.word(at + 8 + 2 * w, bits);
  const auto size = source.word(at + 8 + 3 * w, bits);
  const auto link = source.u32(at + 8 + 4 * w);
  if (!type || !offset || !size || !link) {
    return std::nullopt;
  }
  return Section{*type, *link, *offset, *size};
}

Result<std::vector<Section>> read_sections(ByteSource& source, const ElfFile& file)
{
  std::vector<Section> sections;
  const std::uint64_t count_at = file.bits == 64 ? 60 : 48;
  const std::uint64_t entry_size = file.bits == 64 ? 64 : 40;
  const auto count = source.u16(count_at);
  if (!count) {
    return malformed("the header is cut short");
  }
  for (std::uint64_t i = 0; i < *count; ++i) {
    if (file.section_headers > source.size()) {
      return malformed("section headers outside the file");
    }
    const auto section =
        read_section(source, file.section_headers + i * entry_size, file.bits);
    if (!section) {
      return malformed("section headers outside the file");
    }
    sections.push_back(*section);
  }
  return sections;
}

constexpr std::uint8_t k_source_file = 4; ///< STT_FILE

/// All but the local symbols, of which those stay that name a source file.
Result<std::vector<Symbol>> read_symbols(std::span<const std::byte> object)
{
  auto source = ByteSource::of(object);
  ElfFile file;
  Image image{source, file};
  CROSSROOT_CHECK(read_headers(image));
  CROSSROOT_TRY(const auto sections, read_sections(source, file));
  std::vector<Symbol> symbols;
  constexpr std::uint32_t k_symbol_table = 2;
  const bool wide = file.bits == 64;
  const std::uint64_t entry_size = wide ? 24 : 16;
  for (const auto& section : sections) {
    if (section.type != k_symbol_table) {
      continue;
    }
    const auto table = source.read(section.offset, section.size);
    auto names =
        section.link < sections.size()
            ? source.read(sections[section.link].offset, sections[section.link].size)
            : std::nullopt;
    if (!table || !names) {
      return malformed("the symbol table lies outside the file");
    }
    image.use_strings(std::move(*names));
    const ByteView view(*table, file.endian);
    for (std::uint64_t i = 1; i < section.size / entry_size; ++i) {
      const auto entry = *view.sub(i * entry_size, entry_size);
      Symbol symbol;
      const auto info = *entry.u8(wide ? 4 : 12);
      symbol.binding = static_cast<Binding>(info >> 4);
      symbol.type = info & 0xf;
      if (symbol.binding == Binding::local && symbol.type != k_source_file) {
        continue;
      }
      symbol.visibility = *entry.u8(wide ? 5 : 13) & 3;
      symbol.section = *entry.u16(wide ? 6 : 14);
      symbol.index = static_cast<std::uint32_t>(i);
      auto name = image.string(*entry.u32(0));
      if (!name) {
        return image.unnamed("a symbol's name");
      }
      symbol.name = std::move(*name);
      symbols.push_back(std::move(symbol));
    }
    return symbols; // the gABI allows one such table
  }
  return symbols;
}

} // namespace

Result<std::vector<Symbol>> read_object_symbols(std::span<const std::byte> object)
{
  CROSSROOT_TRY(auto symbols, read_symbols(object));
  std::erase_if(symbols,
                [](const auto& symbol) { return symbol.binding == Binding::local; });
  return symbols;
}

std::string read_object_source(std::span<const std::byte> object)
{
  const auto symbols = read_symbols(object);
  if (symbols) {
    for (const auto& symbol : *symbols) {
      if (symbol.type == k_source_file && symbol.binding == Binding::local) {
        return symbol.name;
      }
    }
  }
  return {};
}

} // namespace crossroot::elf
