// SPDX-License-Identifier: Apache-2.0
// The ABI floor of a binary is not its DT_NEEDED list but the symbol versions it asks of
// each library. One call to a new function raises the floor of the whole program from
// GLIBC_2.17 to GLIBC_2.34, and nothing says so until it meets an old loader. This reader
// takes those records, and the rest that a loader acts on, by program headers alone:
// with the section headers wiped a program still runs, while objdump, nm and readelf
// report no versions at all. Judging them is the work of verify/.
//
// The input may be hostile or cut short. Every offset comes from the file and every read
// is checked against it; every count has a cap, every chain makes strict progress.
#include "elf/elf_file.hpp"

#include "elf/image.hpp"

#include <algorithm>

namespace crossroot::elf {

const Segment* ElfFile::segment(SegmentType wanted) const
{
  const auto found = std::find_if(segments.begin(), segments.end(),
                                  [&](const auto& one) { return one.type == wanted; });
  return found == segments.end() ? nullptr : &*found;
}

std::optional<std::uint64_t> ElfFile::dynamic_value(std::uint64_t tag) const
{
  // The loader's table keeps the last of several (glibc's elf_get_dynamic_info).
  const auto found = std::find_if(dynamic.rbegin(), dynamic.rend(),
                                  [&](const auto& one) { return one.tag == tag; });
  return found == dynamic.rend() ? std::nullopt : std::optional(found->value);
}

bool ElfFile::text_relocations() const
{
  return dynamic_value(k_dt_textrel) || (dynamic_value(k_dt_flags).value_or(0) & 4) != 0;
}

bool ElfFile::bind_now() const
{
  return dynamic_value(k_dt_bind_now) ||
         (dynamic_value(k_dt_flags).value_or(0) & 8) != 0 ||
         (dynamic_value(k_dt_flags_1).value_or(0) & 1) != 0;
}

bool ElfFile::initial_exec_tls() const
{
  constexpr std::uint64_t k_df_static_tls = 0x10;
  return (dynamic_value(k_dt_flags).value_or(0) & k_df_static_tls) != 0 ||
         static_tls_relocations != 0;
}

bool ElfFile::position_independent_executable() const
{
  constexpr std::uint64_t k_df_1_pie = 0x08000000;
  return type == FileType::shared &&
         ((dynamic_value(k_dt_flags_1).value_or(0) & k_df_1_pie) != 0 || interpreter ||
          (entry != 0 && !dynamic.empty() && !soname && needed.empty()));
}

Result<ElfFile> read_elf(ByteSource& source)
{
  ElfFile file;
  Image image{source, file};
  CROSSROOT_CHECK(read_headers(image));
  CROSSROOT_CHECK(read_notes(image));
  CROSSROOT_CHECK(read_dynamic(image));
  CROSSROOT_TRY(const auto use, read_relocations(image));
  file.jump_slots = use.jump_slots;
  file.static_tls_relocations = use.static_tls;
  CROSSROOT_CHECK(read_symbols(image, use.highest_symbol));
  CROSSROOT_CHECK(read_versions(image));
  for (const auto index : use.copied) {
    if (index >= 1 && index <= file.symbols.size()) {
      file.copied.push_back(file.symbols[index - 1].name);
    }
  }
  std::sort(file.copied.begin(), file.copied.end());
  return file;
}

Result<ElfFile> read_elf(const std::filesystem::path& path)
{
  CROSSROOT_TRY(auto source, ByteSource::open(path));
  return read_elf(source);
}

std::optional<Version> version_number(std::string_view name, std::string_view prefix)
{
  if (!name.starts_with(prefix)) {
    return std::nullopt;
  }
  auto version = Version::parse(name.substr(prefix.size()));
  return version ? std::optional(std::move(*version)) : std::nullopt;
}

} // namespace crossroot::elf
