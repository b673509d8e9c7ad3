// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.hpp"

#include <map>
#include <string>
#include <string_view>

namespace crossroot {

/// Hashes fields so that no two lists of fields have the same bytes: each is preceded
/// by its length. `parts` are hashed in the order given.
class FieldHasher {
public:
  void add(std::string_view field);
  Digest finish() { return hasher_.finish(); }

private:
  Hasher hasher_;
};

/// The id of `action`, in which an input that another action makes stands for that
/// action's id; `ids` holds those by name.
ActionId action_id_of(const Action& action, const std::map<std::string, ActionId>& ids);

} // namespace crossroot
