// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/digest.hpp"
#include "definition/definition.hpp"
#include "recipe/recipe.hpp"
#include "target/triplet.hpp"

#include <map>
#include <string>
#include <vector>

namespace crossroot::toolchain {

/// Where things stand inside the sandbox; fixed, so that no host path reaches a key or
/// an output.
inline constexpr std::string_view k_sysroot = "/sysroot";
inline constexpr std::string_view k_go_root = "/go";
inline constexpr std::string_view k_source = "/src";
inline constexpr std::string_view k_cc = "/cc";
inline constexpr std::string_view k_module_cache = "/modcache";
inline constexpr std::string_view k_go_cache = "/gocache";
inline constexpr std::string_view k_out = "/out";
inline constexpr std::string_view k_report =
    "/report"; ///< CC's records of compiles and links

/// The small file that stands beside /cc/bin/<triplet>-cc and says everything that CC
/// bakes in. `toolchain` is the definition with the tools' paths inside the root;
/// `tree_digests` (toolchain root, sysroot) make CC's version line change with them.
std::string cc_configuration(const TargetSpec& target,
                             const Definition& toolchain,
                             const std::vector<std::string>& tree_digests);

/// Everything but CC's bytes: file name inside /cc → content
/// ("bin/x86_64-linux-gnu-cc.conf").
std::map<std::string, std::string>
cc_folder(const TargetSpec& target,
          const Definition& toolchain,
          const std::vector<std::string>& tree_digests);
/// Names under /cc at which the inner executable itself must stand
/// ("bin/x86_64-linux-gnu-cc", "bin/x86_64-linux-gnu-c++", …).
std::vector<std::string> cc_programs(const TargetSpec& target);

/// The whole environment of go inside the sandbox (design §5), and of `crossroot env`.
std::map<std::string, std::string> go_environment(const TargetSpec& target);

/// Arguments after `go`: "build -trimpath -buildvcs=false …" for the target's packages,
/// ending in -o /out/bin/ and the packages. `stamps` are resolved -X values.
std::vector<std::string>
go_build_arguments(const TargetSpec& target,
                   const std::map<std::string, std::string>& stamps);
/// For the std action: builds the standard library with cgo into GOCACHE.
std::vector<std::string> go_std_arguments(const TargetSpec& target);

/// Refuses recipe flags that would break the build's promises (-march=native, -fplugin,
/// -Xclang -load, --config, -B …) naming the flag and where it came from.
Result<void> check_flags(const TargetSpec& target, const std::string& recipe_file);

/// Refuses a build mode that this libc-link cannot have, and a sanitizer that Go or the
/// toolchain has no runtime of.
Result<void> check_output(const TargetSpec& target,
                          const Definition& toolchain,
                          const std::string& recipe_file);

} // namespace crossroot::toolchain
