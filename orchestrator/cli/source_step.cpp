// SPDX-License-Identifier: Apache-2.0
// What a build sees of a working tree is what git would take from it: a build that reads
// an ignored file works on one machine only, and a snapshot of node_modules takes longer
// than the build. out/, the recipe, its lock and its policies are left out too, so that
// neither building nor a judgement changes what is built.
#include "base/text.hpp"
#include "cli/project.hpp"
#include "git/git.hpp"
#include "recipe/policy_sources.hpp"
#include "store/snapshot.hpp"

#include <algorithm>
#include <set>

namespace crossroot::cli {

namespace {

/// Every file below, without version control's own folders: for sources that are no
/// checkout, and for what [source].include asks.
Result<std::vector<std::string>> walk(const fs::path& folder)
{
  std::vector<std::string> files;
  std::error_code failure;
  fs::recursive_directory_iterator entries(folder, failure);
  for (; !failure && entries != fs::recursive_directory_iterator();
       entries.increment(failure)) {
    const std::string name = entries->path().filename().string();
    if (entries->is_directory() && !entries->is_symlink()) {
      if (name == ".git" || name == ".hg" || name == ".svn") {
        entries.disable_recursion_pending();
      }
      continue;
    }
    files.push_back(entries->path().lexically_relative(folder).string());
  }
  if (failure) {
    return Error(ErrorKind::io, "source", "cannot read " + folder.string())
        .note("cause", failure.message());
  }
  return files;
}

/// Of `file` as seen from the source folder; "" if it stands outside.
std::string relative_to(const fs::path& file, const fs::path& folder)
{
  const std::string path = file.lexically_relative(folder).string();
  return path.empty() || path == "." || path.starts_with("..") ? "" : path;
}

bool any_matches(const std::vector<std::string>& globs, std::string_view path)
{
  return std::any_of(globs.begin(), globs.end(), [path](const std::string& glob) {
    return matches_glob(glob, path);
  });
}

Result<void> add_included(const Recipe& recipe,
                          const fs::path& source,
                          std::vector<std::string>& files)
{
  if (recipe.source.include.empty()) {
    return {};
  }
  CROSSROOT_TRY(const auto all, walk(source));
  for (const auto& path : all) {
    if (any_matches(recipe.source.include, path)) {
      files.push_back(path);
    }
  }
  return {};
}

void replace_all(std::string& text, std::string_view from, std::string_view to)
{
  for (auto at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

/// What the words in braces stand for.
struct StampValues {
  std::string describe, commit, version;
};

Result<StampValues>
stamp_values(const Recipe& recipe, const Lock& lock, const fs::path& source)
{
  StampValues values{.version = lock.source.revision};
  if (recipe.source.path.empty()) {
    values.describe = lock.source.revision;
    values.commit = lock.source.revision;
    return values;
  }
  CROSSROOT_TRY(const auto described, git::describe(source));
  if (described) {
    values = {.describe = described->describe,
              .commit = described->commit,
              .version = described->describe};
  }
  return values;
}

Result<std::string>
filled_in(std::string text, const std::string& variable, const StampValues& values)
{
  const bool asks_git = text.find("{git.") != std::string::npos;
  if (asks_git && values.commit.empty()) {
    return Error(ErrorKind::definition, "stamp",
                 "go.stamp \"" + variable + "\" asks git, and the source is no checkout")
        .hint("write the value, or commit the source to git");
  }
  replace_all(text, "{git.describe}", values.describe);
  replace_all(text, "{git.commit}", values.commit);
  replace_all(text, "{version}", values.version);
  if (const auto open = text.find('{'); open != std::string::npos) {
    return Error(ErrorKind::definition, "stamp",
                 "go.stamp \"" + variable + "\" holds " + text.substr(open) +
                     ", which stands for nothing")
        .hint("{git.describe}, {git.commit} or {version}");
  }
  return text;
}

} // namespace

Result<TreeDigest>
snapshot_source(Workspace& workspace, const Recipe& recipe, const fs::path& source)
{
  std::vector<std::string> files;
  std::optional<std::vector<std::string>> listed;
  if (!recipe.source.path.empty()) {
    CROSSROOT_TRY(listed, git::list_worktree_files(source));
  }
  if (listed) {
    files = std::move(*listed);
    CROSSROOT_CHECK(add_included(recipe, source, files));
  } else {
    CROSSROOT_TRY(files, walk(source));
  }
  const std::string recipe_file = relative_to(workspace.recipe_path(), source);
  const std::string lock_file = relative_to(workspace.lock_path(), source);
  const std::string out = relative_to(workspace.out_folder(), source);
  std::set<std::string> policies;
  for (const auto& file : policy_sources(recipe)) {
    policies.insert(relative_to(file, source));
  }
  std::erase_if(files, [&](const std::string& file) {
    return policies.contains(file) || file == recipe_file || file == lock_file ||
           (!out.empty() && file.starts_with(out + "/"));
  });
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  CROSSROOT_TRY(auto* const store, workspace.store());
  CROSSROOT_TRY(const auto snapshot, store::snapshot_source(*store, source, files));
  for (const auto& link : snapshot.left_out) {
    workspace.session().printer.tell(
        {.kind = Event::Kind::warning,
         .subject = "source",
         .text = link + " leads out of the source; left out"});
  }
  return snapshot.tree;
}

Result<std::map<std::string, std::string>>
resolve_stamps(const Recipe& recipe, const Lock& lock, const fs::path& source)
{
  std::map<std::string, std::string> stamps;
  const bool any = std::any_of(recipe.targets.begin(), recipe.targets.end(),
                               [](const TargetSpec& t) { return !t.go.stamp.empty(); });
  if (!any) {
    return stamps; // asking git costs milliseconds that a build with nothing to do has
                   // not
  }
  CROSSROOT_TRY(const auto values, stamp_values(recipe, lock, source));
  for (const auto& target : recipe.targets) {
    for (const auto& [variable, text] : target.go.stamp) {
      CROSSROOT_TRY(stamps[variable], filled_in(text, variable, values));
    }
  }
  return stamps;
}

} // namespace crossroot::cli
