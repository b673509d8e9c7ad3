// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exec/execute.hpp"
#include "store/store.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace crossroot::exec {

/// What is known of one action of a plan.
struct ActionState {
  enum class Status : std::uint8_t { waiting, cached, ran, failed, blocked };
  Status status = Status::waiting;
  std::optional<store::ActionRecord> record; ///< of cached and ran
  std::optional<Error> error;                ///< of failed
  double seconds = 0;
  bool done() const { return status == Status::cached || status == Status::ran; }
};
using ActionStates =
    std::map<std::string, ActionState, std::less<>>; ///< by action's name

/// The inputs as they turned out; nothing while one of them is not there yet.
std::optional<ResolvedInputs> resolve_inputs(const Action& action,
                                             const ActionStates& states,
                                             const store::Store& store);

/// The record that the action will have when it is done, outputs apart.
store::ActionRecord draft_record(const Action& action, const ResolvedInputs& inputs);

/// Remembers what the action came to as this project's newest, unless it is.
Result<void>
remember(const Action& action, const ActionKey& key, const ExecContext& context);

/// The newest record of this project for the action, or for the one that stood in its
/// place before a version in its name moved.
Result<std::optional<store::ActionRecord>> last_of(const Action& action,
                                                   const ExecContext& context);

/// What the plan's end says, target by target.
Result<BuildReport>
report_of(const Plan& plan, const ActionStates& states, const ExecContext& context);

/// Names of `action` and of everything that it needs, in plan order.
std::vector<std::string> needed_for(const Plan& plan, const std::string& action);

} // namespace crossroot::exec
