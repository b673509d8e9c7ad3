// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.hpp"

#include <map>
#include <string>

namespace crossroot::exec {

using TargetSettings = std::map<ActionKind, std::map<std::string, std::string>>;

/// What PlanRequest.settings must hold: everything that other modules contribute to an
/// action's key (policy versions, Go's environment and arguments, CC's configuration),
/// by target. `recipe` must be settled; `stamps` are the resolved -X values;
/// `as_of` is only used by recipes with waivers; `runtime_policy` is the version of what
/// a smoke run sees, which a module above this one knows.
Result<std::map<std::string, TargetSettings>>
plan_settings(const Recipe& recipe,
              const Definitions& definitions,
              const std::map<std::string, std::string>& stamps,
              const TomlDate& as_of,
              const std::string& runtime_policy = "");

} // namespace crossroot::exec
