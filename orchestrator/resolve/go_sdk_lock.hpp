// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "resolve/resolve.hpp"

namespace crossroot::resolve {

/// The version that the recipe names, else the one that its go.mod asks for.
Result<std::string> sdk_version(const Recipe& recipe, const fs::path& source);

/// Pins the SDK and has it in the store. Its hash is proven by the Go checksum database
/// before anything of it is run; an SDK that the store has is proven again, but not
/// fetched again. Without a module proxy it is the release tarball, by the hash that the
/// sources of "go-release" publish. Error: definition for a version that is not released,
/// digest_mismatch for other bytes than the proven or published ones.
Result<LockedSdk>
lock_sdk(const std::string& version, const Lock* previous, const ResolveContext& context);

/// "linux-amd64": how Go names the machine that runs this program.
Result<std::string> go_host();

/// The name and version of the toolchain module for a version.
std::string toolchain_module_version(std::string_view version, std::string_view host);

} // namespace crossroot::resolve
