// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/event.hpp"
#include "base/result.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::sysroot {

namespace fs = std::filesystem;

/// Version of the rules below; part of the key of the modules action.
inline constexpr std::string_view k_module_cache_version = "modules-1";

/// One module of the build list, as blobs.
struct ModuleZip {
  std::string path;    ///< "github.com/Masterminds/semver/v3"
  std::string version; ///< "v3.2.1"
  std::string h1;      ///< of the zip, from go.sum; "" without a zip
  fs::path zip;        ///< empty: only its go.mod is needed
  fs::path mod;        ///< its go.mod; empty: go prunes it and reads the zip alone
};

/// The name in a module cache of a path or version: each capital becomes "!" and the
/// small letter (golang.org/x/mod/module.EscapePath). Error (definition) for a name that
/// no module can have.
Result<std::string> escape_module_name(std::string_view name);

/// Makes in the empty folder `into` what GOMODCACHE must hold for a build with
/// GOPROXY=off and a read-only cache: the extracted modules, their .mod, .info and
/// .ziphash. A zip whose hash is not the given one is an Error (digest_mismatch).
Result<void> compose_module_cache(const std::vector<ModuleZip>& modules,
                                  const fs::path& into,
                                  const CancelToken& cancel);

} // namespace crossroot::sysroot
