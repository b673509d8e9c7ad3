// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/workspace.hpp"
#include "exec/build.hpp"
#include "plan/plan.hpp"

#include <optional>

namespace crossroot::cli {

/// How willing a command is to reach for the network on its own.
struct LockPolicy {
  bool locked = false; ///< --locked, or CI is set: a missing lock is an Error
};

/// The lock beside the recipe; resolves and writes one if there is none and the policy
/// allows it. Error (lock_stale) otherwise.
Result<Lock> ensure_lock(Workspace& workspace, const LockPolicy& policy);

/// Resolves anew, writes the lock if it changed and says what changed.
Result<Lock> make_lock(Workspace& workspace,
                       const Lock* previous,
                       const resolve::ResolveOptions& options);

/// Brings every missing blob in. Quick and without network when none is.
Result<void> fetch_missing(Workspace& workspace, const Lock& lock);
/// A plan is made of the lock's digests and of the source: nothing else is fetched.
Result<void> fetch_for_plan(Workspace& workspace, const Lock& lock);

/// Everything that a build is a function of, from a lock whose blobs are in the store.
struct Project {
  Recipe recipe; ///< settled
  Lock lock;
  fs::path source;        ///< folder on the host
  TreeDigest source_tree; ///< as the build sees it
  std::vector<std::string> targets;
  Plan plan;
};
/// Whether a plan holds runtime roots: for smoke commands, or for other programs too.
enum class RuntimeRoots : std::uint8_t { for_smoke, always };
/// Opens the source, compares the lock with today's recipe (lock_stale), takes the
/// source's snapshot and makes the plan.
Result<Project> open_project(Workspace& workspace,
                             Lock lock,
                             const std::vector<std::string>& targets,
                             RuntimeRoots roots = RuntimeRoots::for_smoke);

/// The context that exec works in. The project must outlive it. Without `jobs` as many
/// steps at once as the configuration says, else as there are CPUs.
Result<exec::ExecContext> exec_context(Workspace& workspace,
                                       const Project& project,
                                       std::optional<unsigned> jobs = {});

/// The source as the build sees it: what git would list, plus [source].include, without
/// out/, the recipe and its lock (design §3). In the store afterwards.
Result<TreeDigest>
snapshot_source(Workspace& workspace, const Recipe& recipe, const fs::path& source);

/// [go].stamp with {git.describe}, {git.commit}, {version} resolved, by variable.
Result<std::map<std::string, std::string>>
resolve_stamps(const Recipe& recipe, const Lock& lock, const fs::path& source);

/// -j, configuration, else the CPUs.
Result<unsigned> job_count(const Workspace& workspace, const Invocation& invocation);

} // namespace crossroot::cli
