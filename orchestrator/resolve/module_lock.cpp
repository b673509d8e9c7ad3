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
#include "resolve/known.hpp"
#include "resolve/module_relay.hpp"
#include "sysroot/go_sdk.hpp"
#include "sysroot/module_cache.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <set>

namespace crossroot::resolve {

namespace {

constexpr std::string_view k_source = "/src";

/// Folders that the sandboxed go command may see and write.
struct Workplace {
  fs::path sdk; ///< a tree of the store
  os::TempFolder modules, scratch, socket;
};

Result<os::TempFolder> writable_folder(std::string_view purpose,
                                       const ResolveContext& context)
{
  CROSSROOT_TRY(auto folder, context.store.staging(purpose));
  constexpr mode_t k_open_to_enter = 0755;
  const auto uid = context.sandbox.owner_uid();
  if (::chmod(folder.path().c_str(), k_open_to_enter) != 0 ||
      (uid != ::geteuid() && ::chown(folder.path().c_str(), uid, uid) != 0)) {
    return os::system_error(fmt::format("prepare {}", folder.path().string()), errno);
  }
  return folder;
}

Result<Workplace> open_workplace(const LockedSdk& sdk, const ResolveContext& context)
{
  CROSSROOT_TRY(const auto go_root,
                tree_of(context.store,
                        {.name = "go " + sdk.version,
                         .entries = {{"blob", sdk.sha256.render()},
                                     {"rules", std::string(sysroot::k_go_sdk_version)},
                                     {"version", sdk.version}}},
                        [&](const fs::path& into) {
                          return sysroot::unpack_go_sdk(
                              context.store.blob_path(sdk.sha256), sdk.version, into,
                              context.cancel);
                        }));
  CROSSROOT_TRY(auto modules, writable_folder("modules", context));
  CROSSROOT_TRY(auto scratch, writable_folder("scratch", context));
  CROSSROOT_TRY(auto socket, context.store.staging("relay"));
  constexpr mode_t k_ours_alone = 0700;
  ::chmod(socket.path().c_str(), k_ours_alone);
  return Workplace{context.store.tree_path(go_root), std::move(modules),
                   std::move(scratch), std::move(socket)};
}

sandbox::SandboxSpec
spec_of(const Workplace& place, const fs::path& source, const std::string& module)
{
  using Kind = sandbox::Mount::Kind;
  sandbox::SandboxSpec spec;
  spec.cwd =
      module.empty() ? std::string(k_source) : fmt::format("{}/{}", k_source, module);
  spec.mounts = {{Kind::read_only, place.sdk, "/go"},
                 {Kind::read_only, source, std::string(k_source)},
                 {Kind::writable, place.modules.path(), "/modcache"},
                 {Kind::writable, place.scratch.path(), "/gocache"}};
  spec.relay_socket = place.socket.path() / "relay";
  spec.env = {{"CGO_ENABLED", "1"},
              {"GOCACHE", "/gocache"},
              {"GOENV", "off"},
              {"GOFLAGS", ""},
              {"GOMODCACHE", "/modcache"},
              {"GOPATH", "/tmp/gopath"},
              {"GOPROXY", "http://127.0.0.1:8080"},
              {"GOSUMDB", "off"},
              {"GOTELEMETRY", "off"},
              {"GOTOOLCHAIN", "local"},
              {"HOME", "/tmp"},
              {"PATH", "/go/bin"},
              {"TMPDIR", "/tmp"}};
  return spec;
}

/// The last lines that a go command printed, without its own "go: downloading".
std::string tail_of(const std::string& text)
{
  std::vector<std::string> lines;
  for (const auto line : split_lines(text)) {
    if (!trim(line).empty() && !line.starts_with("go: downloading")) {
      lines.emplace_back(line);
    }
  }
  constexpr std::size_t k_most = 12;
  if (lines.size() > k_most) {
    lines.erase(lines.begin(), lines.end() - k_most);
  }
  return join(lines, "\n         ");
}

Error modules_failed(const sandbox::SandboxOutcome& outcome,
                     std::optional<Error> relay_failure)
{
  if (outcome.ending == sandbox::SandboxOutcome::Ending::cancelled) {
    return {ErrorKind::interrupted, "interrupted", "interrupted"};
  }
  if (relay_failure) {
    return std::move(*relay_failure);
  }
  const auto mismatch = outcome.err.find("checksum mismatch") != std::string::npos;
  const auto missing = outcome.err.find("missing go.sum entry") != std::string::npos ||
                       outcome.err.find("updating go.sum") != std::string::npos;
  auto error =
      Error(mismatch ? ErrorKind::digest_mismatch : ErrorKind::definition, "modules",
            mismatch  ? "a module is not the one that go.sum names"
            : missing ? "a module is missing from go.sum"
                      : "the go command cannot list the modules")
          .note("cause", tail_of(outcome.err));
  return missing || outcome.err.find("updates to go.mod") != std::string::npos
             ? std::move(error).hint("go mod tidy")
             : error;
}

Result<void> run_go(std::vector<std::string> arguments,
                    sandbox::SandboxSpec spec,
                    const ModuleRelay& relay,
                    const ResolveContext& context)
{
  spec.argv = {"/go/bin/go"};
  spec.argv.insert(spec.argv.end(), arguments.begin(), arguments.end());
  CROSSROOT_TRY(const auto outcome, context.sandbox.run(spec, context.cancel));
  if (!outcome.succeeded()) {
    return modules_failed(outcome, relay.failure());
  }
  return {};
}

Result<void> list_target(const TargetSpec& target,
                         sandbox::SandboxSpec spec,
                         const ModuleRelay& relay,
                         const ResolveContext& context)
{
  const auto& facts = target.triplet.facts();
  spec.env["GOOS"] = "linux";
  spec.env["GOARCH"] = facts.go_arch;
  spec.env["CGO_ENABLED"] = target.go.cgo == "off" ? "0" : "1";
  if (!facts.go_variable.empty()) {
    spec.env[std::string(facts.go_variable)] = // build constraints know it
        target.cpu_level.empty() ? std::string(facts.go_level) : target.cpu_level;
  }
  std::vector<std::string> arguments{"list", "-deps", "-f", "{{.ImportPath}}"};
  if (!target.go.tags.empty()) {
    arguments.push_back("-tags=" + join(target.go.tags, ","));
  }
  arguments.emplace_back("--");
  arguments.insert(arguments.end(), target.go.packages.begin(), target.go.packages.end());
  auto listed = run_go(std::move(arguments), std::move(spec), relay, context);
  return listed
             ? std::move(listed)
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
  auto spec = spec_of(place, source, recipe.source.module);
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
