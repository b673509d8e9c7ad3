// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/event.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::git {

namespace fs = std::filesystem;

/// What git would take from a checkout: tracked files and untracked ones that are not
/// ignored, relative to `folder`, sorted. Nested repositories and submodules count as if
/// their files were tracked. Tracked files that were deleted may be among them. Nothing
/// if `folder` is in no repository, or is ignored by the one it is in. The user's index
/// is not written.
Result<std::optional<std::vector<std::string>>>
list_worktree_files(const fs::path& folder);

/// What may be stamped into a program.
struct Description {
  std::string describe; ///< as git describe --tags --always --dirty --abbrev=12
  std::string commit;   ///< 40 digits
  bool dirty = false;
  std::int64_t commit_time = 0; ///< seconds since 1970, UTC
};

/// Nothing if `folder` is in no repository, or in one without a commit.
Result<std::optional<Description>> describe(const fs::path& folder);

/// How other hosts are reached. Nothing of it is kept.
struct RemoteSettings {
  std::string ca_file; ///< "" means the system's
  std::string netrc;   ///< "" means ~/.netrc
  std::string proxy;   ///< URL; "" means git's settings, then the environment's
};

/// The commit that a tag, branch, "HEAD" or full commit id means on a remote (https,
/// http, file or an absolute path). A tag goes before a branch of the same name.
Result<std::string> resolve_revision(const std::string& url,
                                     const std::string& revision,
                                     const RemoteSettings& settings,
                                     const CancelToken& cancel);

/// Version of the rules below: what a commit becomes in a folder.
inline constexpr std::string_view k_checkout_version = "checkout-1";

/// The commit's files in the existing empty folder `into`, bytes as committed (no line
/// ending or other filters), without .git. Submodules are refused (definition).
Result<void> fetch_commit(const std::string& url,
                          const std::string& commit,
                          const fs::path& into,
                          const RemoteSettings& settings,
                          const CancelToken& cancel);

} // namespace crossroot::git
