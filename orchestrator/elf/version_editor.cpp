// SPDX-License-Identifier: Apache-2.0
// A linker binds an undefined `pow` to the default version of pow in libm, the one
// without the hidden bit in .gnu.version. So the release that a program will need is
// chosen by these bits, two bytes a symbol. Hiding every default newer than the floor and
// showing the newest that is not makes any libm serve as the older one, byte for byte
// otherwise the same. (Making such symbols local instead has lld refuse the library.)
//
// Names that have only hidden versions in the newer library, such as __exp_finite, were
// ordinary in the older one and are shown again if their version is not above the floor.
// This guides the linker and proves nothing: verify/ looks at what came out.
#include "elf/version_editor.hpp"

#include "elf/elf_file.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace crossroot::elf {

namespace {

/// These five lived in librt before 2.17. A newer libc defines them at the old node too,
/// for programs that once found them in librt: no old libc does.
bool came_later_to_libc(const ElfFile& library,
                        const Symbol& symbol,
                        const Version& floor)
{
  static constexpr std::array<std::string_view, 5> k_names{
      "clock_getcpuclockid", "clock_getres", "clock_gettime", "clock_nanosleep",
      "clock_settime"};
  return floor < Version{2, 17} && library.soname == "libc.so.6" &&
         std::find(k_names.begin(), k_names.end(), symbol.name) != k_names.end();
}

struct Candidate {
  const Symbol* symbol;
  Version version;
};

void write_hidden_bit(std::span<std::byte> library,
                      const ElfFile& file,
                      const Symbol& symbol,
                      bool hidden)
{
  const auto at = file.version_symbols_offset + std::uint64_t{symbol.index} * 2;
  const auto high_byte = at + (file.endian == Endian::little ? 1 : 0);
  constexpr std::byte k_bit{0x80};
  library[high_byte] = hidden ? library[high_byte] | k_bit : library[high_byte] & ~k_bit;
}

} // namespace

Result<HiddenVersions> hide_versions_above(std::span<std::byte> library,
                                           const Version& floor,
                                           std::string_view prefix)
{
  auto source = ByteSource::of(library);
  CROSSROOT_TRY(const auto file, read_elf(source));
  std::map<std::string_view, std::vector<Candidate>> by_name;
  for (const auto& symbol : file.symbols) {
    // GNU ld adds a symbol named after each version node: it binds nothing.
    if (!symbol.defined() || !symbol.version_file.empty() ||
        symbol.name == symbol.version) {
      continue;
    }
    if (auto version = version_number(symbol.version, prefix)) {
      by_name[symbol.name].push_back({&symbol, std::move(*version)});
    }
  }
  HiddenVersions changes;
  for (const auto& [name, candidates] : by_name) {
    const Candidate* chosen = nullptr;
    for (const auto& candidate : candidates) {
      if (candidate.version <= floor &&
          !came_later_to_libc(file, *candidate.symbol, floor) &&
          (chosen == nullptr || candidate.version > chosen->version)) {
        chosen = &candidate;
      }
    }
    for (const auto& candidate : candidates) {
      const bool hide = chosen == nullptr || candidate.version != chosen->version;
      const auto& symbol = *candidate.symbol;
      if (hide == symbol.hidden) {
        continue;
      }
      write_hidden_bit(library, file, symbol, hide);
      (hide ? changes.hidden : changes.shown)
          .push_back(symbol.name + "@" + symbol.version);
    }
  }
  std::sort(changes.hidden.begin(), changes.hidden.end());
  std::sort(changes.shown.begin(), changes.shown.end());
  return changes;
}

} // namespace crossroot::elf
