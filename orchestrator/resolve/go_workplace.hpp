// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "os/files.hpp"
#include "resolve/module_relay.hpp"
#include "resolve/resolve.hpp"

namespace crossroot::resolve {

/// Folders that the sandboxed go command may see and write: /go, /modcache, /gocache.
struct Workplace {
  fs::path sdk; ///< a tree of the store
  os::TempFolder modules, scratch, socket;
};
Result<Workplace> open_workplace(const LockedSdk& sdk, const ResolveContext& context);

/// The go command in the module's folder of the source, which is /src, with the relay of
/// the workplace as its only network.
sandbox::SandboxSpec
spec_in(const Workplace& place, const fs::path& source, const std::string& module);
/// The variables that say what it is to list for.
void set_target(const TargetSpec& target, sandbox::SandboxSpec& spec);

/// Returns what it printed. Error (definition or digest_mismatch, id "modules") if it
/// failed; the relay's own failure wins over its words.
Result<std::string> run_go(std::vector<std::string> arguments,
                           sandbox::SandboxSpec spec,
                           const ModuleRelay& relay,
                           const ResolveContext& context);

} // namespace crossroot::resolve
