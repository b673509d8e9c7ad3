// SPDX-License-Identifier: Apache-2.0
#include "git/handles.hpp"

#include <fmt/format.h>

#include <set>

#include <git2.h>

// The index names the tracked files; a status of the working folder alone names the
// untracked ones that are not ignored. Together they are git ls-files -co
// --exclude-standard. Neither sees into a nested repository, which Go and its embed
// directives do, so those are listed as what they are: folders of the same source.
namespace crossroot::git {

namespace {

constexpr unsigned k_nesting_limit = 16;

struct Listing {
  std::set<std::string> files;
};

Result<bool> list_into(Listing& listing,
                       const fs::path& folder,
                       const std::string& prefix,
                       unsigned depth);

Result<void> list_nested(Listing& listing,
                         const fs::path& folder,
                         const std::string& prefix,
                         unsigned depth)
{
  std::error_code failed;
  // Without a .git of its own the search would find the outer repository again.
  if (depth >= k_nesting_limit || !fs::exists(folder / ".git", failed)) {
    return {};
  }
  CROSSROOT_CHECK(list_into(listing, folder, prefix, depth + 1));
  return {};
}

/// `folder` below the repository's working folder, with a final slash; "" for the top.
Result<std::string> place_in(git_repository* repository, const fs::path& folder)
{
  const char* top = git_repository_workdir(repository);
  std::error_code failed;
  const auto real = fs::canonical(folder, failed);
  const auto real_top = top == nullptr ? fs::path() : fs::canonical(top, failed);
  if (failed) {
    return Error(ErrorKind::io, "git",
                 fmt::format("reading {}: {}", folder.string(), failed.message()));
  }
  const auto relative = real.lexically_relative(real_top).string();
  return relative == "." ? std::string() : relative + "/";
}

Result<void> add_tracked(Listing& listing,
                         git_repository* repository,
                         const std::string& place,
                         const fs::path& folder,
                         const std::string& prefix,
                         unsigned depth)
{
  git_index* raw = nullptr;
  if (git_repository_index(&raw, repository) != 0) {
    return last_error("reading the index of " + folder.string());
  }
  const Owned<git_index> index(raw);
  for (std::size_t i = 0; i < git_index_entrycount(index.get()); ++i) {
    const auto* entry = git_index_get_byindex(index.get(), i);
    const std::string_view path = entry->path;
    if (!path.starts_with(place)) {
      continue;
    }
    const std::string name(path.substr(place.size()));
    if (entry->mode == GIT_FILEMODE_COMMIT) {
      CROSSROOT_CHECK(list_nested(listing, folder / name, prefix + name + "/", depth));
    } else {
      listing.files.insert(prefix + name);
    }
  }
  return {};
}

Result<void> add_untracked(Listing& listing,
                           git_repository* repository,
                           const std::string& place,
                           const fs::path& folder,
                           const std::string& prefix,
                           unsigned depth)
{
  git_status_options options = GIT_STATUS_OPTIONS_INIT;
  options.show = GIT_STATUS_SHOW_WORKDIR_ONLY;
  options.flags =
      GIT_STATUS_OPT_INCLUDE_UNTRACKED | GIT_STATUS_OPT_RECURSE_UNTRACKED_DIRS |
      GIT_STATUS_OPT_DISABLE_PATHSPEC_MATCH | GIT_STATUS_OPT_EXCLUDE_SUBMODULES;
  auto spec = place;
  char* specs[] = {spec.data()};
  if (!place.empty()) {
    options.pathspec = {specs, 1};
  }
  git_status_list* raw = nullptr;
  if (git_status_list_new(&raw, repository, &options) != 0) {
    return last_error("listing " + folder.string());
  }
  const Owned<git_status_list> list(raw);
  for (std::size_t i = 0; i < git_status_list_entrycount(list.get()); ++i) {
    const auto* entry = git_status_byindex(list.get(), i);
    if (entry->status != GIT_STATUS_WT_NEW || entry->index_to_workdir == nullptr) {
      continue;
    }
    const std::string_view path = entry->index_to_workdir->new_file.path;
    if (!path.starts_with(place)) {
      continue;
    }
    const std::string name(path.substr(place.size()));
    if (name.ends_with('/')) {
      CROSSROOT_CHECK(list_nested(listing, folder / name, prefix + name, depth));
    } else {
      listing.files.insert(prefix + name);
    }
  }
  return {};
}

/// False if the folder is in no repository's working folder.
Result<bool> list_into(Listing& listing,
                       const fs::path& folder,
                       const std::string& prefix,
                       unsigned depth)
{
  CROSSROOT_TRY(const auto repository, open_around(folder));
  if (!repository || git_repository_is_bare(repository.get()) != 0) {
    return false;
  }
  CROSSROOT_TRY(const auto place, place_in(repository.get(), folder));
  int ignored = 0;
  if (!place.empty() &&
      git_ignore_path_is_ignored(&ignored, repository.get(), place.c_str()) == 0 &&
      ignored != 0) {
    return false;
  }
  CROSSROOT_CHECK(add_tracked(listing, repository.get(), place, folder, prefix, depth));
  CROSSROOT_CHECK(add_untracked(listing, repository.get(), place, folder, prefix, depth));
  return true;
}

std::string render(const git_oid& id)
{
  std::string hex(GIT_OID_HEXSZ, '0');
  git_oid_fmt(hex.data(), &id);
  return hex;
}

Result<std::string> describe_text(git_repository* repository)
{
  git_describe_options options = GIT_DESCRIBE_OPTIONS_INIT;
  options.describe_strategy = GIT_DESCRIBE_TAGS;
  options.show_commit_oid_as_fallback = 1;
  git_describe_result* found = nullptr;
  if (git_describe_workdir(&found, repository, &options) != 0) {
    return last_error("describing the checkout");
  }
  // A fixed length, since git's own choice grows with the number of objects at hand and
  // would give a full clone and a shallow one different stamps.
  git_describe_format_options format = GIT_DESCRIBE_FORMAT_OPTIONS_INIT;
  format.abbreviated_size = 12;
  format.dirty_suffix = "-dirty";
  git_buf text = GIT_BUF_INIT;
  const int code = git_describe_format(&text, found, &format);
  git_describe_result_free(found);
  if (code != 0) {
    return last_error("describing the checkout");
  }
  std::string out(text.ptr, text.size);
  git_buf_dispose(&text);
  return out;
}

} // namespace

Result<std::optional<std::vector<std::string>>>
list_worktree_files(const fs::path& folder)
{
  Listing listing;
  CROSSROOT_TRY(const bool found, list_into(listing, folder, "", 0));
  if (!found) {
    return std::optional<std::vector<std::string>>();
  }
  return std::optional(
      std::vector<std::string>(listing.files.begin(), listing.files.end()));
}

Result<std::optional<Description>> describe(const fs::path& folder)
{
  CROSSROOT_TRY(const auto repository, open_around(folder));
  git_oid id{};
  if (!repository || git_repository_is_bare(repository.get()) != 0 ||
      git_reference_name_to_id(&id, repository.get(), "HEAD") != 0) {
    return std::optional<Description>();
  }
  git_commit* raw = nullptr;
  if (git_commit_lookup(&raw, repository.get(), &id) != 0) {
    return last_error("reading the commit of " + folder.string());
  }
  const Owned<git_commit> commit(raw);
  Description description;
  CROSSROOT_TRY(description.describe, describe_text(repository.get()));
  description.commit = render(id);
  description.dirty = description.describe.ends_with("-dirty");
  description.commit_time = git_commit_time(commit.get());
  return std::optional(std::move(description));
}

} // namespace crossroot::git
