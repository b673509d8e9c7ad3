// SPDX-License-Identifier: Apache-2.0
// Every reader and the editor on one input: none may read or write outside it, and the
// editor accepts nothing that the reader refuses.
#include "elf/elf_file.hpp"
#include "elf/go_build_info.hpp"
#include "elf/inflate.hpp"
#include "elf/object_archive.hpp"
#include "elf/object_symbols.hpp"
#include "elf/sections.hpp"
#include "elf/version_editor.hpp"

#include <cstdlib>
#include <vector>

#include "../../support/elf_custom_mutator.hpp"

using namespace crossroot;

namespace {
constexpr std::uint64_t k_most_inflated = std::uint64_t{1} << 20;
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const auto bytes = std::as_bytes(std::span(data, size));
  auto source = elf::ByteSource::of(bytes);
  const auto file = elf::read_elf(source);
  if (file) {
    static_cast<void>(elf::read_go_build_info(source, *file));
    if (const auto sections = elf::read_sections(source, *file)) {
      for (const auto& section : *sections) {
        if (elf::is_compressed(section)) {
          static_cast<void>(
              elf::inflate_section(source, *file, section, k_most_inflated, [](auto) {}));
        }
      }
    }
  }
  static_cast<void>(elf::read_object_symbols(bytes));
  static_cast<void>(elf::read_object_source(bytes));
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto& member : elf::read_archive_members(text)) {
    static_cast<void>(elf::read_object_symbols(std::as_bytes(std::span(member.bytes))));
  }

  std::vector<std::byte> copy(bytes.begin(), bytes.end());
  const Version floor{2, 17};
  if (!elf::hide_versions_above(copy, floor)) {
    return 0;
  }
  if (copy.size() != size || !file) {
    std::abort();
  }
  // A hostile table may lie over others, so the result need not be a library; reading it
  // must still be safe.
  auto edited = elf::ByteSource::of(copy);
  static_cast<void>(elf::read_elf(edited));
  return 0;
}
