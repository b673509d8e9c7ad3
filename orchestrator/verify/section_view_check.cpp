// SPDX-License-Identifier: Apache-2.0
// A loader follows program headers; objdump, nm, readelf -V and most checkers follow
// section headers. Where the two tell different stories, those tools judge a file that
// nobody runs: with the section headers wiped or moved they report no version needs at
// all. No section headers is one story less and passes; contradictions fail.
#include "elf/sections.hpp"
#include "verify/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace crossroot::verify {

namespace {

/// A table that both views name: by section type, and by its dynamic entry.
struct SharedTable {
  std::uint32_t section_type;
  std::uint64_t dynamic_tag;
  std::string_view word;
};
constexpr std::array<SharedTable, 6> k_shared{{
    {5, 4, "SysV hash table"},
    {11, 6, "dynamic symbol table"},
    {0x6ffffff6, 0x6ffffef5, "GNU hash table"},
    {0x6ffffffd, 0x6ffffffc, "table of defined versions"},
    {0x6ffffffe, 0x6ffffffe, "table of needed versions"},
    {0x6fffffff, 0x6ffffff0, "table of version indexes"},
}};
constexpr std::uint32_t k_sht_dynamic = 6, k_sht_dynsym = 11;

using Sections = std::vector<elf::Section>;

const elf::Section* of_type(const Sections& sections, std::uint32_t type)
{
  const auto found = std::find_if(sections.begin(), sections.end(),
                                  [&](const auto& one) { return one.type == type; });
  return found == sections.end() ? nullptr : &*found;
}

void compare_tables(const elf::ElfFile& file,
                    const Sections& sections,
                    std::vector<std::string>& contradictions)
{
  for (const auto& table : k_shared) {
    const auto* const section = of_type(sections, table.section_type);
    const auto entry = file.dynamic_value(table.dynamic_tag);
    if (entry && section == nullptr) {
      contradictions.push_back(
          fmt::format("the loader reads a {}, no section is one", table.word));
    } else if (section != nullptr && (!entry || *entry != section->address)) {
      contradictions.push_back(
          fmt::format("{}: section at {:#x}, {}", table.word, section->address,
                      entry ? fmt::format("the loader reads {:#x}", *entry)
                            : std::string("the loader reads none")));
    }
  }
}

void compare_dynamic(const elf::ElfFile& file,
                     const Sections& sections,
                     std::vector<std::string>& contradictions)
{
  const auto* const segment = file.segment(elf::SegmentType::dynamic);
  const auto* const section = of_type(sections, k_sht_dynamic);
  if (segment == nullptr || section == nullptr) {
    if ((segment == nullptr) != (section == nullptr)) {
      contradictions.push_back(segment == nullptr
                                   ? "a dynamic section that no segment loads"
                                   : "a dynamic segment that no section names");
    }
    return;
  }
  if (segment->address != section->address || segment->offset != section->offset) {
    contradictions.push_back(fmt::format("dynamic section at {:#x}, segment at {:#x}",
                                         section->address, segment->address));
  }
  const auto* const symbols = of_type(sections, k_sht_dynsym);
  if (symbols != nullptr && symbols->entry_size != 0 &&
      symbols->size / symbols->entry_size < file.symbols.size() + 1) {
    contradictions.push_back(
        fmt::format("{} dynamic symbols by section, {} for the loader",
                    symbols->size / symbols->entry_size, file.symbols.size() + 1));
  }
}

/// Sections that say they are in memory where no segment puts anything.
void compare_loading(const elf::ElfFile& file,
                     const Sections& sections,
                     std::vector<std::string>& contradictions)
{
  constexpr std::uint64_t k_tls = 0x400;
  for (const auto& section : sections) {
    if (!section.loaded() || section.size == 0 || (section.flags & k_tls) != 0) {
      continue; // .tbss takes no room in a segment
    }
    const bool held = std::any_of(
        file.segments.begin(), file.segments.end(), [&](const elf::Segment& segment) {
          return segment.type == elf::SegmentType::load &&
                 section.address >= segment.address &&
                 section.size <= segment.memory_size &&
                 section.address - segment.address <= segment.memory_size - section.size;
        });
    if (!held) {
      contradictions.push_back(fmt::format("section {} at {:#x} is in no loaded segment",
                                           section.name, section.address));
    }
  }
}

} // namespace

Finding check_section_view(Subject& subject)
{
  constexpr auto k_id = "section-view";
  const auto expected = "sections and segments that agree, or no sections";
  const auto sections = elf::read_sections(subject.source, subject.file);
  if (!sections) {
    auto finding = fail(k_id, expected, sections.error().message());
    finding.cause = "the file was cut short or its headers were edited";
    finding.remedy = "ship the file as the linker wrote it";
    return finding;
  }
  if (sections->empty()) {
    return pass(k_id, expected, "no section headers: only loaders can read it");
  }
  std::vector<std::string> contradictions;
  if (!subject.file.dynamic.empty()) {
    compare_tables(subject.file, *sections, contradictions);
  }
  compare_dynamic(subject.file, *sections, contradictions);
  compare_loading(subject.file, *sections, contradictions);
  if (contradictions.empty()) {
    return pass(k_id, expected, counted(sections->size(), "section"));
  }
  std::sort(contradictions.begin(), contradictions.end());
  auto finding = fail(k_id, expected, counted(contradictions.size(), "contradiction"));
  finding.evidence = std::move(contradictions);
  finding.cause = "the file was edited after linking; tools that read sections (objdump, "
                  "nm, readelf -V) judge something else than the loader loads";
  finding.remedy = "do not edit the file after linking, or strip the section headers";
  return finding;
}

} // namespace crossroot::verify
