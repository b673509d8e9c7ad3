// SPDX-License-Identifier: Apache-2.0
#include "resolve/go_workplace.hpp"

#include "base/text.hpp"
#include "os/files.hpp"
#include "resolve/known.hpp"
#include "sysroot/go_sdk.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace crossroot::resolve {

namespace {

constexpr std::string_view k_source = "/src";

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

} // namespace

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
spec_in(const Workplace& place, const fs::path& source, const std::string& module)
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

void set_target(const TargetSpec& target, sandbox::SandboxSpec& spec)
{
  const auto& facts = target.triplet.facts();
  spec.env["GOOS"] = "linux";
  spec.env["GOARCH"] = facts.go_arch;
  spec.env["CGO_ENABLED"] = target.go.cgo == "off" ? "0" : "1";
  if (!facts.go_variable.empty()) {
    spec.env[std::string(facts.go_variable)] = // build constraints know it
        target.cpu_level.empty() ? std::string(facts.go_level) : target.cpu_level;
  }
}

Result<std::string> run_go(std::vector<std::string> arguments,
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
  return outcome.out;
}

} // namespace crossroot::resolve
