// SPDX-License-Identifier: Apache-2.0
#include "cli/workspace.hpp"

#include "base/text.hpp"
#include "inner/embedded.hpp"
#include "os/clock.hpp"
#include "os/host.hpp"
#include "plan/settle.hpp"

#include <algorithm>
#include <cstdio>

namespace crossroot::cli {

namespace {

constexpr std::string_view k_recipe_name = "crossroot.toml";

/// The recipe's own definitions, then those of --definitions.
std::vector<fs::path> definition_folders(const Invocation& invocation,
                                         const fs::path& recipe)
{
  std::vector<fs::path> folders;
  const fs::path beside = recipe.parent_path() / "sysroots";
  std::error_code ignored;
  if (fs::exists(recipe, ignored) && fs::is_directory(beside, ignored)) {
    folders.push_back(beside);
  }
  for (const auto& folder : invocation.values("--definitions")) {
    folders.emplace_back(folder);
  }
  return folders;
}

Result<void> add_mirrors(const std::vector<std::string>& given, Config& config)
{
  std::map<std::string, std::vector<std::string>> mirrors;
  for (const auto& text : given) {
    const auto equals = text.find('=');
    std::error_code ignored;
    if (fs::is_directory(text, ignored)) {
      for (const auto& [name, sources] : fetch::sources_of_mirror(text, "--mirror")) {
        mirrors[name].push_back(sources.front().url);
      }
      continue;
    }
    if (equals == 0 || equals == std::string::npos || equals + 1 == text.size()) {
      return Error(ErrorKind::usage, "usage",
                   "--mirror " + text + " is no NAME=URL and no folder")
          .hint("--mirror debian=https://…, or a folder that crossroot vendor wrote");
    }
    std::string url = text.substr(equals + 1);
    if (url.find("://") == std::string::npos) {
      url = fetch::url_of_folder(fs::absolute(url).lexically_normal());
    }
    mirrors[text.substr(0, equals)].push_back(std::move(url));
  }
  for (auto& [name, urls] : mirrors) {
    auto& known = config.mirrors[name];
    known.insert(known.begin(), urls.begin(), urls.end());
  }
  return {};
}

} // namespace

TomlDate today()
{
  TomlDate date;
  std::sscanf(os::today().c_str(), "%d-%d-%d", &date.year, &date.month,
              &date.day); // NOLINT
  return date;
}

Result<std::unique_ptr<Workspace>> Workspace::open(Session& session,
                                                   const Invocation& invocation)
{
  auto workspace = std::unique_ptr<Workspace>(new Workspace(session));
  const std::string given = invocation.value("--recipe");
  workspace->recipe_path_ =
      fs::absolute(given.empty() ? fs::path(k_recipe_name) : fs::path(given))
          .lexically_normal();
  CROSSROOT_TRY(workspace->config_, read_config(config_files()));
  CROSSROOT_CHECK(add_mirrors(invocation.values("--mirror"), workspace->config_));
  workspace->host_.mirrors = workspace->config_.mirrors;
  if (invocation.has("--store")) {
    workspace->store_root_ = fs::absolute(invocation.value("--store"));
  } else if (!os::environment("CROSSROOT_STORE") && !workspace->config_.store.empty()) {
    workspace->store_root_ = workspace->config_.store;
  } else {
    CROSSROOT_TRY(workspace->store_root_, store::default_store_root());
  }
  CROSSROOT_TRY(workspace->definitions_, Definitions::load(definition_folders(
                                             invocation, workspace->recipe_path_)));
  return workspace;
}

Result<const Recipe*> Workspace::recipe()
{
  if (!recipe_) {
    std::error_code ignored;
    if (!fs::exists(recipe_path_, ignored)) {
      return Error(ErrorKind::definition, "recipe",
                   "there is no " + recipe_path_.filename().string() + " here")
          .hint("crossroot init    or    --recipe FILE");
    }
    CROSSROOT_TRY(auto written, read_recipe(recipe_path_));
    CROSSROOT_TRY(recipe_, settle(std::move(written), definitions_));
  }
  return &*recipe_;
}

fs::path Workspace::lock_path() const
{
  return fs::path(recipe_path_).replace_extension(".lock");
}

fs::path Workspace::out_folder() const
{
  const fs::path out = recipe_path_.parent_path() / "out";
  return recipe_path_.filename() == k_recipe_name ? out : out / recipe_path_.stem();
}

Result<std::optional<Lock>> Workspace::read_lock() const
{
  std::error_code ignored;
  if (!fs::exists(lock_path(), ignored)) {
    return std::optional<Lock>();
  }
  CROSSROOT_TRY(const std::string text, os::read_file(lock_path()));
  CROSSROOT_TRY(auto lock, parse_lock(text, lock_path().filename().string()));
  return std::optional<Lock>(std::move(lock));
}

Result<store::Store*> Workspace::store()
{
  if (!store_) {
    CROSSROOT_TRY(store_, store::Store::open(store_root_));
  }
  return store_.get();
}

Result<net::HttpClient*> Workspace::http()
{
  if (!http_) {
    CROSSROOT_TRY(
        http_, net::make_http_client({.ca_file = config_.ca_file,
                                      .proxy = config_.proxy,
                                      .netrc = os::environment("NETRC").value_or("")}));
  }
  return http_.get();
}

Result<fs::path> Workspace::inner()
{
  if (!inner_.empty()) {
    return inner_;
  }
  // The uid that builds of root drop to must be able to run it, so it goes into the store
  // under its digest.
  const std::string_view bytes = inner::inner_executable();
  CROSSROOT_TRY(auto* const kept, store());
  CROSSROOT_TRY(const fs::path folder, kept->cache_folder("inner"));
  const fs::path copy = folder / Digest::of(bytes).render();
  std::error_code ignored;
  if (!fs::exists(copy, ignored)) {
    CROSSROOT_CHECK(os::write_file(copy, bytes, 0555));
  }
  inner_ = copy;
  return inner_;
}

Result<sandbox::Sandbox*> Workspace::sandbox()
{
  if (!sandbox_) {
    CROSSROOT_TRY(auto* const kept, store());
    CROSSROOT_TRY(const fs::path scratch, kept->cache_folder("sandbox"));
    CROSSROOT_TRY(const fs::path executable, inner());
    CROSSROOT_TRY(sandbox_,
                  sandbox::make_bwrap_sandbox({.inner = executable, .scratch = scratch}));
  }
  return sandbox_.get();
}

fetch::Sources Workspace::sources(const Lock* lock)
{
  if (!go_proxy_known_) {
    host_.go_proxy = resolve::host_go_proxy(session_.cancel);
    go_proxy_known_ = true;
  }
  return resolve::make_sources(host_, definitions_, lock);
}

Result<resolve::ResolveContext> Workspace::resolve_context(const fetch::Sources& sources)
{
  return resolve_context(sources, definitions_);
}

Result<resolve::ResolveContext> Workspace::resolve_context(const fetch::Sources& sources,
                                                           const Definitions& definitions)
{
  CROSSROOT_TRY(auto* const kept, store());
  CROSSROOT_TRY(auto* const client, http());
  CROSSROOT_TRY(auto* const box, sandbox());
  return resolve::ResolveContext{.definitions = definitions,
                                 .sources = sources,
                                 .store = *kept,
                                 .http = *client,
                                 .sandbox = *box,
                                 .events = session_.printer,
                                 .cancel = session_.cancel,
                                 .git = {.ca_file = config_.ca_file,
                                         .netrc = os::environment("NETRC").value_or(""),
                                         .proxy = config_.proxy}};
}

std::string Workspace::project() const
{
  return Digest::of(recipe_path_.string()).short_form();
}

Result<const TargetSpec*> Workspace::target(const std::string& name)
{
  CROSSROOT_TRY(const Recipe* const read, recipe());
  if (const auto* const found = read->find_target(name)) {
    return found;
  }
  std::vector<std::string> names;
  for (const auto& target : read->targets) {
    names.push_back(target.name);
    // A triplet is understood where it means one target only.
    const auto parsed = TripletWithFloor::parse(name);
    const bool same = parsed && parsed->triplet == target.triplet &&
                      (parsed->libc.empty() || parsed->libc == target.floor.libc);
    if (same && std::count_if(read->targets.begin(), read->targets.end(),
                              [&](const TargetSpec& other) {
                                return other.triplet == target.triplet;
                              }) == 1) {
      return &target;
    }
  }
  const auto meant = nearest(name, names);
  return Error(ErrorKind::usage, "usage", read->file + " has no target \"" + name + "\"")
      .hint(meant ? "did you mean " + *meant + "?" : "one of: " + join(names, " "));
}

Result<std::vector<std::string>> Workspace::targets(const std::vector<std::string>& named)
{
  CROSSROOT_TRY(const Recipe* const read, recipe());
  std::vector<std::string> names;
  if (named.empty()) {
    for (const auto& each : read->targets) {
      names.push_back(each.name);
    }
    return names;
  }
  for (const auto& name : named) {
    CROSSROOT_TRY(const TargetSpec* const found, target(name));
    names.push_back(found->name);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

Result<TomlDate> day_of_judgement(const Invocation& invocation)
{
  if (!invocation.has("--as-of")) {
    return today();
  }
  const auto text = invocation.value("--as-of");
  const auto table = parse_toml("day = " + text + "\n", "--as-of");
  if (table && table->members.size() == 1) {
    if (const auto* const date = table->members.begin()->second.value.date()) {
      return *date;
    }
  }
  return Error(ErrorKind::usage, "usage", "--as-of \"" + text + "\" is no date")
      .hint("write it as 2027-01-31");
}

} // namespace crossroot::cli
