// SPDX-License-Identifier: Apache-2.0
#include "cli/project.hpp"
#include "os/host.hpp"
#include "resolve/source.hpp"

namespace crossroot::cli {

namespace {

/// A lock is a root of the store: gc keeps what it names while the file is there.
Result<void> keep_blobs(Workspace& workspace, const Lock& lock)
{
  std::vector<Digest> wanted;
  for (const auto& request : fetch::requests_of(lock)) {
    wanted.push_back(request.sha256);
  }
  if (lock.source.kind == "git") {
    wanted.push_back(lock.source.sha256); // a tree's
  }
  CROSSROOT_TRY(auto* const store, workspace.store());
  return store->add_root(workspace.lock_path().string(), wanted);
}

void tell_changes(Workspace& workspace, const Lock* previous, const Lock& made)
{
  if (previous == nullptr) {
    return;
  }
  for (const auto& change : resolve::changes_between(*previous, made)) {
    workspace.session().printer.remark("  " + change + "\n");
  }
}

} // namespace

Result<Lock> make_lock(Workspace& workspace,
                       const Lock* previous,
                       const resolve::ResolveOptions& options)
{
  CROSSROOT_TRY(const Recipe* const recipe, workspace.recipe());
  const fetch::Sources sources = workspace.sources(previous);
  CROSSROOT_TRY(const auto context, workspace.resolve_context(sources));
  CROSSROOT_TRY(Lock made, resolve::resolve(*recipe, previous, options, context));
  auto& session = workspace.session();
  const std::string text = made.render();
  const std::string name = workspace.lock_path().filename().string();
  if (previous != nullptr && previous->render() == text) {
    session.printer.line("unchanged", name);
  } else {
    tell_changes(workspace, previous, made);
    CROSSROOT_CHECK(os::write_file(workspace.lock_path(), text));
    session.unchanged = false;
    session.printer.line("wrote", name + (previous == nullptr ? " (commit it)" : ""));
  }
  CROSSROOT_CHECK(keep_blobs(workspace, made));
  return made;
}

Result<Lock> ensure_lock(Workspace& workspace, const LockPolicy& policy)
{
  CROSSROOT_TRY(auto existing, workspace.read_lock());
  if (existing) {
    return std::move(*existing);
  }
  const std::string name = workspace.lock_path().filename().string();
  const bool in_ci = os::environment("CI").has_value();
  if (policy.locked || in_ci) {
    return Error(ErrorKind::lock_stale, "lock", "there is no " + name)
        .note("cause", policy.locked
                           ? "--locked forbids making one"
                           : "CI is set, and a lock is made where people review it")
        .hint("crossroot lock, and commit " + name);
  }
  workspace.session().printer.remark("no lock yet: resolving (network)\n");
  return make_lock(workspace, nullptr, {});
}

Result<void> fetch_missing(Workspace& workspace, const Lock& lock)
{
  CROSSROOT_TRY(auto* const store, workspace.store());
  // Here and not only where locks are made: most come with the source.
  CROSSROOT_CHECK(keep_blobs(workspace, lock));
  std::vector<fetch::BlobRequest> missing;
  for (auto& request : fetch::requests_of(lock)) {
    if (!store->has_blob(request.sha256)) {
      missing.push_back(std::move(request));
    }
  }
  const bool lacks_commit =
      lock.source.kind == "git" && !store->has_tree({lock.source.sha256});
  if (missing.empty() && !lacks_commit) {
    return {};
  }
  const fetch::Sources sources = workspace.sources(&lock);
  if (lacks_commit) {
    CROSSROOT_TRY(const Recipe* const recipe, workspace.recipe());
    CROSSROOT_TRY(const auto context, workspace.resolve_context(sources));
    CROSSROOT_CHECK(resolve::bring_source(*recipe, lock.source, context));
  }
  CROSSROOT_TRY(auto* const http, workspace.http());
  auto& session = workspace.session();
  return fetch::fetch_blobs(missing, sources, *store, *http, session.printer,
                            session.cancel);
}

Result<void> fetch_for_plan(Workspace& workspace, const Lock& lock)
{
  return lock.source.kind == "path" ? Result<void>() : fetch_missing(workspace, lock);
}

} // namespace crossroot::cli
