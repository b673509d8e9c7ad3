// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.hpp"

#include <map>
#include <string>
#include <string_view>

namespace crossroot {

/// A plan while it grows. Actions are added in the order of their dependencies, so that
/// each id can be computed at once.
class PlanDraft {
public:
  explicit PlanDraft(const PlanRequest& request) : request_(request) {}

  const PlanRequest& request() const { return request_; }
  /// Starts an action with the settings that the request has for its kind and target.
  Action begin(ActionKind kind, const std::string& target) const;

  /// Adds it, or finds the same step of another target; returns the name that it has.
  std::string add_shared(Action action);
  /// Adds it as this target's own.
  std::string add(Action action);

  Plan finish() { return std::move(plan_); }

private:
  const PlanRequest& request_;
  Plan plan_;
  std::map<std::string, ActionId> ids_;         ///< by name
  std::map<ActionId, std::string> names_by_id_; ///< of shared actions
};

/// The trees that a target's build stands on; each value is the name of an action.
struct TargetTrees {
  std::string base; ///< the composed sysroot as the distribution made it
  std::string toolchain;
  std::string sysroot;   ///< floored, with the compat archive
  std::string libraries; ///< the same with third-party libraries; "" without any
};
Result<TargetTrees> add_target_trees(PlanDraft& draft, const TargetSpec& target);

/// unpack and compose of all locked packages of one tree. Error (lock_stale) if the lock
/// has none of that tree.
Result<std::string> add_composed_tree(PlanDraft& draft,
                                      const TargetSpec& target,
                                      std::string_view tree_name,
                                      const std::string& definition_name);

/// The libraries that the target's programs are loaded with: its runtime root, and of
/// [libraries] what is not linked into them.
Result<std::string> add_runtime_root(PlanDraft& draft, const TargetSpec& target);

} // namespace crossroot
