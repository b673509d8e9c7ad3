// SPDX-License-Identifier: Apache-2.0
#include "git/handles.hpp"

#include <fmt/format.h>

#include <git2.h>

namespace crossroot::git {

void FreeGit::operator()(git_commit* object) const
{
  git_commit_free(object);
}
void FreeGit::operator()(git_index* object) const
{
  git_index_free(object);
}
void FreeGit::operator()(git_remote* object) const
{
  git_remote_free(object);
}
void FreeGit::operator()(git_repository* object) const
{
  git_repository_free(object);
}
void FreeGit::operator()(git_status_list* object) const
{
  git_status_list_free(object);
}
void FreeGit::operator()(git_tree* object) const
{
  git_tree_free(object);
}

void start_library()
{
  static const bool started = [] {
    git_libgit2_init();
    // A build run as root of a user's checkout, or in a container with the checkout
    // mounted, is the normal case. The check guards against hooks and configured
    // programs of a foreign repository, and libgit2 runs neither.
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    return true;
  }();
  static_cast<void>(started);
}

Error last_error(const std::string& doing)
{
  const auto* error = git_error_last();
  return Error(ErrorKind::io, "git",
               fmt::format("{}: {}", doing,
                           error == nullptr ? "unknown failure" : error->message));
}

Result<Owned<git_repository>> open_around(const fs::path& folder)
{
  start_library();
  git_repository* repository = nullptr;
  const int code = git_repository_open_ext(&repository, folder.c_str(), 0, nullptr);
  if (code == GIT_ENOTFOUND) {
    return Owned<git_repository>();
  }
  if (code != 0) {
    return last_error(fmt::format("opening the repository around {}", folder.string()));
  }
  return Owned<git_repository>(repository);
}

} // namespace crossroot::git
