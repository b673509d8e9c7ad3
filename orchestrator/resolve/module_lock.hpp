// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "resolve/go_sum.hpp"
#include "resolve/resolve.hpp"

namespace crossroot::resolve {

/// Pins every module that the recipe's targets need: the SDK of `lock` lists them in the
/// sandbox, over the relay, each checked by go.sum. Sets lock.modules. Error (definition,
/// id "modules") for a module that go.sum lacks, naming it.
Result<void> lock_modules(const Recipe& recipe,
                          const fs::path& source,
                          const Lock* previous,
                          const ResolveContext& context,
                          Lock& lock);

/// Where a proxy keeps a module's files: "github.com/!masterminds/x/@v/v1.0.0".
Result<std::string> proxy_path(const LockedModule& module);

/// The go.sum beside a module's go.mod, and the go.work.sum of the workspace around it.
Result<GoSum> read_sums(const fs::path& folder);

} // namespace crossroot::resolve
