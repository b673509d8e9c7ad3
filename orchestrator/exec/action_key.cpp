// SPDX-License-Identifier: Apache-2.0
#include "exec/action_key.hpp"

#include "plan/action_id.hpp"

#include <algorithm>

namespace crossroot::exec {

std::vector<store::KeyEntry> key_entries(const Action& action,
                                         const ResolvedInputs& inputs)
{
  std::vector<store::KeyEntry> entries;
  entries.reserve(1 + action.settings.size() + inputs.size());
  for (const auto& [name, input] : inputs) {
    entries.push_back({"input." + name, input.key_value});
  }
  entries.push_back({"kind", std::string(name_of(action.kind))});
  for (const auto& [name, value] : action.settings) {
    entries.push_back({"setting." + name, value});
  }
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return entries;
}

ActionKey key_of(const std::vector<store::KeyEntry>& entries)
{
  FieldHasher fields;
  fields.add("crossroot-action-key-1");
  for (const auto& entry : entries) {
    fields.add(entry.name);
    fields.add(entry.value);
  }
  return ActionKey{fields.finish()};
}

} // namespace crossroot::exec
