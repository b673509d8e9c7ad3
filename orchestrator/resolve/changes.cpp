// SPDX-License-Identifier: Apache-2.0
#include "resolve/resolve.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::resolve {

namespace {

/// What a person would call each pinned thing, and its version.
std::map<std::string, std::string> names_of(const Lock& lock)
{
  std::map<std::string, std::string> names;
  for (const auto& package : lock.packages) {
    names[fmt::format("{} ({})", package.name, package.tree)] = package.version;
  }
  for (const auto& index : lock.indexes) {
    names[fmt::format("index {} {}", index.definition, index.arch)] = index.date;
  }
  for (const auto& module : lock.modules) {
    names[fmt::format("module {}@{}", module.path, module.version)] = module.h1;
  }
  if (!lock.sdk.version.empty()) {
    names["go.sdk"] = lock.sdk.version;
  }
  if (!lock.source.revision.empty()) {
    names["source"] = lock.source.revision;
  }
  return names;
}

} // namespace

std::vector<std::string> changes_between(const Lock& before, const Lock& after)
{
  std::vector<std::string> out;
  const auto old = names_of(before);
  const auto now = names_of(after);
  for (const auto& [name, version] : now) {
    const auto found = old.find(name);
    if (found == old.end()) {
      out.push_back(fmt::format("+ {} {}", name, version));
    } else if (found->second != version) {
      out.push_back(fmt::format("~ {} {} → {}", name, found->second, version));
    }
  }
  for (const auto& [name, version] : old) {
    if (!now.contains(name)) {
      out.push_back(fmt::format("- {} {}", name, version));
    }
  }
  std::sort(out.begin(), out.end(),
            [](const auto& a, const auto& b) { return a.substr(2) < b.substr(2); });
  return out;
}

} // namespace crossroot::resolve
