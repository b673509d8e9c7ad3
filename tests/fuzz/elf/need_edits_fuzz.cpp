// SPDX-License-Identifier: Apache-2.0
// Whatever a file's records say, an edit ends, keeps inside the file, and is either whole
// or leaves every byte as it was.
#include "elf/elf_file.hpp"
#include "elf/need_editor.hpp"

#include <cstdlib>
#include <vector>

#include "../../support/elf_custom_mutator.hpp"

using namespace crossroot;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  auto source = elf::ByteSource::of(std::as_bytes(std::span(data, size)));
  const auto file = elf::read_elf(source);
  if (!file || file->version_needs.empty() || file->version_needs[0].versions.empty()) {
    return 0;
  }
  const auto& need = file->version_needs.front();
  const auto& version = need.versions.back().name;
  std::vector<elf::OlderVersion> changes;
  for (const auto& symbol : file->symbols) {
    if (symbol.version_file == need.library && symbol.version == version) {
      changes.push_back({need.library, symbol.name, version, need.versions.front().name});
    }
  }
  const std::vector<std::uint8_t> before(data, data + size);
  auto bytes = before;
  if (!elf::ask_for_older(std::as_writable_bytes(std::span(bytes)), changes) &&
      bytes != before) {
    std::abort();
  }
  return 0;
}
