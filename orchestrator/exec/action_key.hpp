// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.hpp"
#include "store/store.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace crossroot::exec {

/// An input as it turned out to be.
struct ResolvedInput {
  std::string key_value;      ///< what enters the key: a digest
  std::filesystem::path path; ///< the blob or tree in the store
};
using ResolvedInputs = std::map<std::string, ResolvedInput>;

/// Everything that could change the action's result, sorted by name: "kind",
/// "setting.NAME", "input.NAME".
std::vector<store::KeyEntry> key_entries(const Action& action,
                                         const ResolvedInputs& inputs);
ActionKey key_of(const std::vector<store::KeyEntry>& entries);

} // namespace crossroot::exec
