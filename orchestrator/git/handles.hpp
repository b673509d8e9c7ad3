// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "git/git.hpp"

#include <memory>
#include <string>
#include <string_view>

struct git_commit;
struct git_index;
struct git_remote;
struct git_repository;
struct git_status_list;
struct git_tree;

namespace crossroot::git {

struct FreeGit {
  void operator()(git_commit* object) const;
  void operator()(git_index* object) const;
  void operator()(git_remote* object) const;
  void operator()(git_repository* object) const;
  void operator()(git_status_list* object) const;
  void operator()(git_tree* object) const;
};
template <class Object> using Owned = std::unique_ptr<Object, FreeGit>;

/// Starts libgit2, once.
void start_library();

/// libgit2's last error on this thread as ours (io), under `doing` ("reading PATH").
Error last_error(const std::string& doing);

/// The repository that `folder` lies in; null if in none.
Result<Owned<git_repository>> open_around(const fs::path& folder);

} // namespace crossroot::git
