// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/event.hpp"
#include "base/result.hpp"
#include "definition/definition.hpp"
#include "fetch/fetch.hpp"
#include "git/git.hpp"
#include "lockfile/lockfile.hpp"
#include "net/http.hpp"
#include "recipe/recipe.hpp"
#include "sandbox/sandbox.hpp"
#include "store/store.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace crossroot::resolve {

namespace fs = std::filesystem;

struct ResolveOptions {
  /// With a previous lock: only these packages may change their version, as far as the
  /// archive still has the others. Empty: everything is resolved anew.
  std::vector<std::string> update;
  bool allow_downgrade = false; ///< accept an index older than the previous lock's
  bool allow_expired = false;   ///< accept an index past its Valid-Until; recorded
};

/// What locking works with. Everything of the host comes in here.
struct ResolveContext {
  const Definitions& definitions;
  const fetch::Sources& sources; ///< see make_sources(); "go" holds the module proxies
  store::Store& store;
  net::HttpClient& http;
  sandbox::Sandbox& sandbox; ///< modules are listed in it by the pinned SDK
  EventSink& events;
  const CancelToken& cancel;
  git::RemoteSettings git = {}; ///< for sources that are commits
};

/// Reads indexes, checks signatures, solves, and returns the new lock. Every blob that
/// it had to look into (indexes, SDK, modules) is in the store afterwards; packages are
/// not fetched. `previous` may be null.
Result<Lock> resolve(const Recipe& recipe,
                     const Lock* previous,
                     const ResolveOptions& options,
                     const ResolveContext& context);

/// What today's recipe asks of a lock: compare with check_lock(). `source` is the folder
/// that holds the source (its go.mod and go.sum count).
Result<std::map<std::string, std::string>>
lock_inputs(const Recipe& recipe, const Definitions& definitions, const fs::path& source);

/// Follows every digest of the lock back: package → Packages → InRelease → key, module →
/// go.sum, SDK → its recorded hash. Missing indexes are fetched again by their digests
/// (from the snapshot service if need be). Error (digest_mismatch, id "audit") naming
/// the first link that does not hold.
Result<void> audit(const Recipe& recipe,
                   const Lock& lock,
                   const fs::path& source,
                   const ResolveContext& context);

/// One line per difference, sorted: "+ libc6-dev 2.31-13 (sysroot …)", "~ go.sdk 1.25.4 →
/// 1.25.5", for `lock` and `lock --check`.
std::vector<std::string> changes_between(const Lock& before, const Lock& after);

} // namespace crossroot::resolve
