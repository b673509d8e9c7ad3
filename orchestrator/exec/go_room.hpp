// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exec/execute.hpp"

#include <filesystem>
#include <optional>
#include <string_view>

namespace crossroot::exec {

/// The folders that go may write in, and the folder that holds them all.
struct GoRoom {
  os::TempFolder folder;
  fs::path out;
  fs::path report; ///< CC's records
  fs::path cache;  ///< still to be set
};

Result<GoRoom> make_go_room(const ActionRun& run, std::string_view purpose);

/// What stands at /sysroot: with third-party libraries, where the target has any. CC
/// names itself by the sysroot without them in either case, or the standard library would
/// have to be compiled anew for every set of libraries; they only add files.
const fs::path& seen_sysroot(const ActionRun& run);

/// Go with everything that both std and a program need to see.
Result<sandbox::SandboxSpec>
go_spec(const ActionRun& run, const TargetSpec& target, const GoRoom& room);

/// The same with source and modules, standing in the module's folder.
Result<sandbox::SandboxSpec>
go_build_spec(const ActionRun& run, const TargetSpec& target, const GoRoom& room);

/// The file on the host behind a path of the sandbox; nothing if it is none, or leads
/// out of its tree by a symbolic link, unless from the cache to its seed.
std::optional<fs::path> host_path(const sandbox::SandboxSpec& spec,
                                  const fs::path& inside);

} // namespace crossroot::exec
