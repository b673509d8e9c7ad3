// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "recipe/recipe.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::toolchain {

/// Where on this host the trees stand that builds see at fixed places.
struct OutsidePlaces {
  std::string toolchain; ///< tree that becomes / around the compiler
  std::string sysroot;
  std::string sdk;
  std::string tools; ///< folder with bin/ (the scripts below) and cc/ (what becomes /cc)
  std::string go_cache;
  std::string module_cache;
};

/// One executable of bin/: a name and what it starts inside ("/cc/bin/…-cc").
struct OutsideTool {
  std::string name;
  std::string inside;
};
std::vector<OutsideTool> outside_tools(const TargetSpec& target);

/// The POSIX shell script that is the tool. `root` are bwrap's arguments that put the
/// toolchain tree's entries on /; `bwrap` is an absolute path.
std::string outside_script(const TargetSpec& target,
                           const OutsideTool& tool,
                           const OutsidePlaces& places,
                           const std::string& bwrap,
                           const std::vector<std::string>& root);

/// GOFLAGS that say what the command line of a build says: tags, ldflags, -trimpath.
/// Stamps are left to the build, since they belong to a commit, and so is -buildmode.
std::string go_flags(const TargetSpec& target);

/// What a shell, a Makefile or an IDE of this host needs for the same build: what
/// go_environment says, with this host's paths and without what is the caller's own
/// (HOME, TMPDIR, TZ). PATH is the SDK's bin alone, to be put in front of the caller's.
std::map<std::string, std::string> outside_environment(const TargetSpec& target,
                                                       const OutsidePlaces& places);

/// Whether an absolute host path is hidden from the tools by the toolchain's own folders
/// (/usr, /etc, …) or taken by CC for one of the sysroot's (/opt).
bool hidden_from_outside_tools(std::string_view path);

/// In single quotes, as a POSIX shell reads it.
std::string shell_quoted(std::string_view text);

} // namespace crossroot::toolchain
