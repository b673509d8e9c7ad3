// SPDX-License-Identifier: Apache-2.0
#include "cli/project.hpp"
#include "resolve/source.hpp"

namespace crossroot::cli {

namespace {

/// The lock that is there, for commands that make no sense without one.
Result<Lock> existing_lock(Workspace& workspace)
{
  CROSSROOT_TRY(auto lock, workspace.read_lock());
  if (!lock) {
    return Error(ErrorKind::lock_stale, "lock",
                 "there is no " + workspace.lock_path().filename().string())
        .hint("crossroot lock");
  }
  return std::move(*lock);
}

/// Does the lock still answer what the recipe asks? Reads no index.
Result<int> check(Workspace& workspace)
{
  CROSSROOT_TRY(const Lock lock, existing_lock(workspace));
  CROSSROOT_TRY(const Recipe* const recipe, workspace.recipe());
  CROSSROOT_TRY(auto* const store, workspace.store());
  CROSSROOT_TRY(const fs::path source, resolve::open_source(*recipe, lock.source, *store,
                                                            workspace.session().cancel));
  CROSSROOT_TRY(const auto inputs,
                resolve::lock_inputs(*recipe, workspace.definitions(), source));
  CROSSROOT_CHECK(check_lock(lock, inputs));
  workspace.session().printer.line("up to date",
                                   workspace.lock_path().filename().string());
  return 0;
}

Result<int> audit(Workspace& workspace)
{
  CROSSROOT_TRY(const Lock lock, existing_lock(workspace));
  CROSSROOT_TRY(const Recipe* const recipe, workspace.recipe());
  CROSSROOT_TRY(auto* const store, workspace.store());
  CROSSROOT_TRY(const fs::path source, resolve::open_source(*recipe, lock.source, *store,
                                                            workspace.session().cancel));
  const fetch::Sources sources = workspace.sources(&lock);
  CROSSROOT_TRY(const auto context, workspace.resolve_context(sources));
  CROSSROOT_CHECK(resolve::audit(*recipe, lock, source, context));
  workspace.session().printer.line("audited", workspace.lock_path().filename().string() +
                                                  ": every digest leads back to a key");
  return 0;
}

Result<int> run(Session& session, const Invocation& invocation)
{
  session.unchanged = true;
  CROSSROOT_TRY(const auto workspace, Workspace::open(session, invocation));
  if (invocation.has("--check")) {
    return check(*workspace);
  }
  if (invocation.has("--audit")) {
    return audit(*workspace);
  }
  CROSSROOT_TRY(const auto previous, workspace->read_lock());
  const resolve::ResolveOptions options{
      .update = invocation.values("--update"),
      .allow_downgrade = invocation.has("--allow-downgrade"),
      .allow_expired = invocation.has("--allow-expired")};
  if (!options.update.empty() && !previous) {
    return Error(ErrorKind::usage, "usage", "--update needs a lock to update")
        .hint("crossroot lock");
  }
  CROSSROOT_CHECK(make_lock(*workspace, previous ? &*previous : nullptr, options));
  return 0;
}

} // namespace

Command lock_command()
{
  return {
      .name = "lock",
      .summary = "resolves, checks signatures and writes the lock; says what changed",
      .text = "The only command that reads an index, solves dependencies or checks a "
              "signature. Commit the lock: it is what makes two builds the same.",
      .examples = {"crossroot lock", "crossroot lock --update linux-libc-dev",
                   "crossroot lock --check"},
      .options = {{.name = "--update",
                   .value = "NAME",
                   .help = "let only this package change its version",
                   .repeats = true},
                  {.name = "--check", .help = "exit 4 if the recipe has moved on"},
                  {.name = "--audit", .help = "follow every digest back to a signature"},
                  {.name = "--allow-downgrade",
                   .help = "accept an index older than the lock's"},
                  {.name = "--allow-expired",
                   .help = "accept an index past its end of validity; recorded"}},
      .run = run};
}

} // namespace crossroot::cli
