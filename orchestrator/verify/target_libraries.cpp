// SPDX-License-Identifier: Apache-2.0
#include "verify/target_libraries.hpp"

namespace crossroot::verify {

namespace {

TargetLibrary digest_library(const elf::ElfFile& file)
{
  TargetLibrary library;
  for (const auto& symbol : file.symbols) {
    if (symbol.defined() && symbol.binding != elf::Binding::local) {
      library.symbols.emplace(symbol.name, symbol.version);
      library.names.insert(symbol.name);
    }
  }
  for (const auto& definition : file.version_definitions) {
    if (!definition.base()) {
      library.versions.insert(definition.name);
    }
  }
  library.needed = file.needed;
  return library;
}

} // namespace

const TargetLibrary* TargetLibraries::find(const std::string& name)
{
  auto found = read_.find(name);
  if (found == read_.end()) {
    found = read_.emplace(name, std::nullopt).first;
    // A name with a slash would leave the folders; no soname of a library we look for
    // has one.
    for (const auto& folder : folders_) {
      std::error_code failure;
      const auto path = folder / name;
      if (name.find('/') != std::string::npos ||
          !std::filesystem::is_regular_file(path, failure)) {
        continue;
      }
      const auto file = elf::read_elf(path);
      if (file && file->machine == machine_) {
        found->second = digest_library(*file);
        break;
      }
    }
  }
  return found->second ? &*found->second : nullptr;
}

std::set<std::string> TargetLibraries::closure(const std::vector<std::string>& names)
{
  std::set<std::string> seen;
  std::vector<std::string> open(names.begin(), names.end());
  while (!open.empty()) {
    const auto name = std::move(open.back());
    open.pop_back();
    if (!seen.insert(name).second) {
      continue;
    }
    if (const auto* const library = find(name)) {
      open.insert(open.end(), library->needed.begin(), library->needed.end());
    }
  }
  return seen;
}

} // namespace crossroot::verify
