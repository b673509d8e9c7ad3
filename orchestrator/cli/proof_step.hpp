// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/workspace.hpp"
#include "verify/runs_on.hpp"

namespace crossroot::cli {

/// Loads every file with the real loaders of the systems that can be had as packages, and
/// adds the proofs. With --on only of those named. A system that cannot be had is a
/// skipped proof with its reason; an Error if not one can.
Result<void>
prove(Workspace& workspace, const Invocation& invocation, verify::RunsOn& reach);

} // namespace crossroot::cli
