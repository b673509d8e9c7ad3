// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/project.hpp"
#include "exec/execute.hpp"
#include "runtime/runtime.hpp"

namespace crossroot::cli {

/// The sandbox that a target's go build runs in, with a person or another program in
/// place of go: `shell`, `cc` and `test` use it. Everything written inside is gone with
/// it but what stands in `out`.
struct Room {
  os::TempFolder folder;
  fs::path out; ///< becomes /out
  sandbox::SandboxSpec spec;
};

/// What is made before a room opens: the trees that stand in it, or the whole build with
/// the program's own (which may fail).
enum class Before : std::uint8_t { trees, whole_build };

/// Makes what the target needs and opens the room. Its GOCACHE is empty in any case.
Result<Room> open_room(Workspace& workspace,
                       const Project& project,
                       const std::string& target,
                       Before before);

/// Lock, blobs and plan for one target, as `run`, `test`, `shell`, `cc` and `env` need.
Result<Project> open_target(Workspace& workspace, const std::string& target);

/// An action's inputs as they were when it last ran for this project, by name.
Result<exec::ResolvedInputs>
last_inputs(Workspace& workspace, const Project& project, const Action& action);

/// Runs a program of `programs` in the target's runtime root with the terminal of the
/// caller; returns its exit code as a shell would.
Result<int> run_program(Workspace& workspace,
                        const Project& project,
                        const std::string& target,
                        const fs::path& programs,
                        const std::vector<std::string>& argv);

/// 128 + signal for a program that was killed, its own code else.
int shell_code(const sandbox::SandboxOutcome& outcome);

} // namespace crossroot::cli
