// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/session.hpp"
#include "config/config.hpp"
#include "definition/definition.hpp"
#include "fetch/fetch.hpp"
#include "lockfile/lockfile.hpp"
#include "net/http.hpp"
#include "recipe/recipe.hpp"
#include "resolve/host_sources.hpp"
#include "resolve/resolve.hpp"
#include "sandbox/sandbox.hpp"
#include "store/store.hpp"

#include <filesystem>
#include <memory>
#include <optional>

namespace crossroot::cli {

namespace fs = std::filesystem;

/// What stands around one command: the user's configuration, the recipe with its lock,
/// the store, the network, the sandbox. Each is opened when first asked for, so that
/// `plan` needs no network client and `fetch` no sandbox. Pointers live as long as the
/// workspace.
class Workspace {
public:
  static Result<std::unique_ptr<Workspace>> open(Session& session,
                                                 const Invocation& invocation);

  Session& session() { return session_; }
  const Config& config() const { return config_; }
  const Definitions& definitions() const { return definitions_; }

  Result<const Recipe*> recipe(); ///< settled: every target has its base and floor
  fs::path recipe_path() const { return recipe_path_; }
  fs::path lock_path() const;  ///< beside the recipe, with its name
  fs::path out_folder() const; ///< out/, or out/NAME for a recipe of another name
  Result<std::optional<Lock>> read_lock() const;

  Result<store::Store*> store();
  Result<net::HttpClient*> http();
  Result<sandbox::Sandbox*> sandbox();
  /// Our static executable where the uid that builds drop to can run it.
  Result<fs::path> inner();
  /// Where bytes come from for this host; `lock` adds its snapshots.
  fetch::Sources sources(const Lock* lock);
  Result<resolve::ResolveContext> resolve_context(const fetch::Sources& sources);
  /// With others than the workspace's own definitions, which must outlive the context.
  Result<resolve::ResolveContext> resolve_context(const fetch::Sources& sources,
                                                  const Definitions& definitions);
  /// Under which the store remembers what it did for this recipe.
  std::string project() const;
  /// The targets named on the command line, checked; all if none is named.
  Result<std::vector<std::string>> targets(const std::vector<std::string>& named);
  Result<const TargetSpec*> target(const std::string& name);

private:
  explicit Workspace(Session& session) : session_(session) {}

  Session& session_;
  Config config_;
  Definitions definitions_;
  resolve::HostSources host_;
  bool go_proxy_known_ = false;
  fs::path recipe_path_;
  fs::path store_root_;
  std::optional<Recipe> recipe_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<net::HttpClient> http_;
  std::unique_ptr<sandbox::Sandbox> sandbox_;
  fs::path inner_;
};

/// Today as waivers and ages are judged.
TomlDate today();
/// The day that --as-of says, else today. An Error (usage) if it is no date.
Result<TomlDate> day_of_judgement(const Invocation& invocation);

} // namespace crossroot::cli
