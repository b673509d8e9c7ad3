// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/room.hpp"

namespace crossroot::cli {

/// Where a program is tried: every system with every kernel.
struct RunMatrix {
  std::vector<const runtime::ProofSystem*> systems;
  std::vector<Version> kernels; ///< an empty one is the host's own
};

/// The kernels that the table's distributions came with and this host can stand for,
/// oldest first, and the host's own.
std::vector<Version> kernels_to_try();

/// Runs the command in every place, its streams kept, and answers with one table and the
/// reasons below it. 0 if it ended with 0 wherever it ran, else the exit code of verify.
/// A system that cannot be had is a row that says why; an Error if none can.
Result<int> run_matrix(Workspace& workspace,
                       const Project& project,
                       const std::string& target,
                       const TargetProgram& program,
                       const RunMatrix& matrix);

} // namespace crossroot::cli
