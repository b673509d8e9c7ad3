// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/project.hpp"
#include "exec/execute.hpp"
#include "runtime/proof.hpp"
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

/// Makes what the target's go build needs, but not the program, and opens the room.
Result<Room>
open_room(Workspace& workspace, const Project& project, const std::string& target);

/// Lock, blobs and plan for one target, as `run`, `test`, `shell`, `cc` and `env` need.
/// The plan holds a runtime root whether or not the recipe has a smoke command.
Result<Project> open_target(Workspace& workspace, const std::string& target);

/// The target's action of that kind. Error (bug) if the plan has none.
Result<const Action*>
target_action(const Project& project, ActionKind kind, const std::string& target);

/// Runs what the action needs, and nothing that only others need; not the action itself.
/// Returns its inputs by name.
Result<exec::ResolvedInputs> make_inputs(const Project& project,
                                         const Action& action,
                                         const exec::ExecContext& context);

/// A program to run in the target's runtime root with the terminal of the caller.
struct TargetProgram {
  fs::path programs; ///< host folder in which argv[0] is a name
  std::vector<std::string> argv;
  std::string cwd = "/tmp";
  std::vector<sandbox::Mount> mounts;
  Version kernel; ///< with no younger system calls than this one has; empty: the host's
  const runtime::ProofSystem* system = nullptr; ///< in its root, not the target's base
  fs::path record; ///< the profile of its system calls goes there; empty: nowhere
};
/// The root of a distribution with what its table knows of the triplet's C library.
Result<runtime::ProofRoot> system_root(Workspace& workspace,
                                       const runtime::ProofSystem& system,
                                       const Triplet& triplet);

/// Makes the root if it is not there; returns the program's exit code as a shell would.
Result<int> run_program(Workspace& workspace,
                        const Project& project,
                        const std::string& target,
                        const TargetProgram& program);

/// 128 + signal for a program that was killed, its own code else.
int shell_code(const sandbox::SandboxOutcome& outcome);

} // namespace crossroot::cli
