// SPDX-License-Identifier: Apache-2.0
// Which modules a build needs depends on packages, tags, CPU and the go command's own
// rules (pruning, replace, workspaces, vendor/), so the pinned go command is asked and
// nothing is computed here: it starts with an empty module cache, and what it fetched
// through the relay is the answer. It checks each file against go.sum itself; with
// GOSUMDB=off a module that go.sum lacks is an error and not a new line, because a lock
// must not trust a module on first sight that the source did not.
#include "resolve/module_lock.hpp"

#include "base/text.hpp"
#include "os/files.hpp"
#include "resolve/go_libc.hpp"
#include "resolve/go_sum.hpp"
#include "resolve/go_workplace.hpp"
#include "resolve/module_relay.hpp"
#include "sysroot/module_cache.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace crossroot::resolve {

namespace {

Result<void> list_target(const TargetSpec& target,
                         sandbox::SandboxSpec spec,
                         const ModuleRelay& relay,
                         const ResolveContext& context)
{
  set_target(target, spec);
  std::vector<std::string> arguments{"list", "-deps", "-f", "{{.ImportPath}}"};
  if (!target.go.tags.empty()) {
    arguments.push_back("-tags=" + join(target.go.tags, ","));
  }
  arguments.emplace_back("--");
  arguments.insert(arguments.end(), target.go.packages.begin(), target.go.packages.end());
  auto listed = run_go(std::move(arguments), std::move(spec), relay, context);
  return listed
             ? Result<void>()
             : std::move(listed).error().during("listing the modules of " + target.name);
}

/// "!m" is what a proxy's path writes for "M".
std::string unescape(std::string_view name)
{
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool capital = name[i] == '!' && i + 1 < name.size();
    out += capital ? static_cast<char>(name[++i] - 'a' + 'A') : name[i];
  }
  return out;
}

Result<std::vector<LockedModule>>
modules_of(const std::map<std::string, GoProxy::Blob>& served, const GoSum& sums)
{
  std::map<std::string, LockedModule> modules;
  for (const auto& [path, blob] : served) {
    const auto at = path.find("/@v/");
    const auto dot = path.rfind('.');
    const auto stem = path.substr(0, dot);
    auto& module = modules[stem];
    module.path = unescape(path.substr(0, at));
    module.version = unescape(path.substr(at + 4, dot - at - 4));
    if (path.ends_with(".zip")) {
      module.zip = blob.digest;
      module.zip_size = blob.size;
    } else {
      module.mod = blob.digest;
      module.mod_size = blob.size;
    }
  }
  std::vector<LockedModule> out;
  for (auto& [stem, module] : modules) {
    const auto name = fmt::format("{} {}", module.path, module.version);
    if (module.zip != Digest()) {
      const auto sum = sums.find(name);
      if (sum == sums.end()) {
        return Error(ErrorKind::definition, "modules",
                     fmt::format("{} is missing from go.sum", name))
            .hint("go mod tidy");
      }
      module.h1 = sum->second;
    }
    out.push_back(std::move(module));
  }
  return out;
}

Result<std::map<std::string, GoProxy::Blob>> known_blobs(const Lock* previous)
{
  std::map<std::string, GoProxy::Blob> known;
  for (const auto& module :
       previous != nullptr ? previous->modules : std::vector<LockedModule>()) {
    CROSSROOT_TRY(const auto path, proxy_path(module));
    known[path + ".mod"] = {module.mod, module.mod_size};
    if (module.zip != Digest()) {
      known[path + ".zip"] = {module.zip, module.zip_size};
    }
  }
  return known;
}

} // namespace

Result<std::string> proxy_path(const LockedModule& module)
{
  CROSSROOT_TRY(const auto path, sysroot::escape_module_name(module.path));
  CROSSROOT_TRY(const auto version, sysroot::escape_module_name(module.version));
  return path + "/@v/" + version;
}

Result<GoSum> read_sums(const fs::path& folder)
{
  GoSum sums;
  for (const auto* name : {"go.sum", "go.work.sum"}) {
    for (auto at = folder;; at = at.parent_path()) {
      const auto file = at / name;
      std::error_code ignored;
      if (fs::exists(file, ignored)) {
        CROSSROOT_TRY(const auto text, os::read_file(file));
        CROSSROOT_TRY(auto read, parse_go_sum(text, file.string()));
        sums.merge(read);
      }
      if (std::string_view(name) == "go.sum" || at == at.parent_path()) {
        break;
      }
    }
  }
  return sums;
}

Result<void> lock_modules(const Recipe& recipe,
                          const fs::path& source,
                          const Lock* previous,
                          const ResolveContext& context,
                          Lock& lock)
{
  const auto folder =
      recipe.source.module.empty() ? source : source / recipe.source.module;
  std::error_code ignored;
  if (!fs::exists(folder / "go.mod", ignored)) {
    return Error(ErrorKind::definition, "modules",
                 fmt::format("there is no go.mod in {}", folder.string()))
        .hint("source.module = \"FOLDER\" in crossroot.toml");
  }
  CROSSROOT_TRY(auto known, known_blobs(previous));
  CROSSROOT_TRY(const auto place, open_workplace(lock.sdk, context));
  CROSSROOT_TRY(const auto relay,
                ModuleRelay::start(place.socket.path(), context, std::move(known)));
  auto spec = spec_in(place, source, recipe.source.module);
  if (go_needs_libc(lock.sdk.version)) {
    CROSSROOT_TRY(spec.root, libc_root(lock, context));
  }
  std::set<std::vector<std::string>> done;
  for (const auto& target : recipe.targets) {
    std::vector<std::string> question{std::string(target.triplet.facts().go_arch),
                                      target.cpu_level, target.go.cgo,
                                      join(target.go.tags, ",")};
    question.insert(question.end(), target.go.packages.begin(), target.go.packages.end());
    if (done.insert(std::move(question)).second) {
      CROSSROOT_CHECK(list_target(target, spec, *relay, context));
    }
  }
  // In a working tree the next import is near: all of go.mod's modules are pinned, so
  // that it needs no new lock. A pinned source changes no more. (After the listing, which
  // names what go.sum lacks; this command would try to write it.)
  const bool vendored = fs::exists(folder / "vendor" / "modules.txt", ignored);
  if (lock.source.kind == "path" && !vendored) {
    CROSSROOT_CHECK(run_go({"mod", "download"}, spec, *relay, context));
  }
  CROSSROOT_TRY(const auto sums, read_sums(folder));
  CROSSROOT_TRY(lock.modules, modules_of(relay->served(), sums));
  context.events.tell(
      {.kind = Event::Kind::note,
       .subject = "modules",
       .text = fmt::format("{} checked by go.sum ✓", lock.modules.size())});
  return {};
}

} // namespace crossroot::resolve
