// SPDX-License-Identifier: Apache-2.0
//
// out/ is the only place where a user meets results, so it is never half right: each
// target's folder is made beside its place, flushed, and put there by one rename (an
// exchange where an older one stands). What is right already is left alone, so that a
// build with nothing to do touches no time stamp that a Makefile might look at. Files are
// copies, not links: a user may strip or sign them in place, and the store must not see.
#include "exec/build.hpp"
#include "exec/collect.hpp"
#include "os/descriptor.hpp"
#include "store/snapshot.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace crossroot::exec {
namespace {

constexpr std::string_view k_manifest = "manifest.json";
constexpr std::string_view k_work_prefix = ".publish-";

bool is_publishable(const TargetReport& target)
{
  return !target.error && target.bin;
}

/// What the folder of a target was made from; equal words mean an equal folder.
Json::Object origin_of(const TargetReport& target)
{
  Json::Object origin;
  if (is_publishable(target)) {
    origin["bin_tree"] = target.bin->render();
  }
  if (target.findings) {
    origin["findings_tree"] = target.findings->render();
  }
  if (target.log) {
    origin["log"] = target.log->render();
  }
  return origin;
}

Json read_manifest(const fs::path& out)
{
  const auto text = os::read_file(out / k_manifest);
  if (!text) {
    return Json::Object{}; // the first build, or a damaged one: written anew
  }
  const auto json = Json::parse(*text);
  return json ? *json : Json(Json::Object{});
}

bool is_there_already(const TargetReport& target,
                      const Json& entry,
                      const ExecContext& context,
                      const fs::path& folder)
{
  for (const auto& [name, value] : origin_of(target)) {
    if (entry[name] != value) {
      return false;
    }
  }
  std::error_code failed;
  for (const auto* file : {"findings.json", "build.log"}) {
    if (!fs::exists(folder / file, failed)) {
      return false;
    }
  }
  const bool has_bin = fs::exists(folder / "bin", failed);
  if (!is_publishable(target)) {
    return !has_bin;
  }
  const auto digest = store::digest_remembered(context.store, folder / "bin");
  return has_bin && digest && *digest == *target.bin;
}

Result<void> flush_files(const fs::path& folder)
{
  std::error_code failed;
  for (fs::recursive_directory_iterator walk(folder, failed), end; !failed && walk != end;
       walk.increment(failed)) {
    if (walk->is_regular_file()) {
      CROSSROOT_CHECK(os::sync_file(walk->path()));
    }
  }
  return {};
}

Result<void> fill_folder(const TargetReport& target,
                         const ExecContext& context,
                         const fs::path& folder)
{
  CROSSROOT_CHECK(os::make_folders(folder));
  if (is_publishable(target)) {
    CROSSROOT_CHECK(os::make_folders(folder / "bin"));
    CROSSROOT_CHECK(
        collect_outputs(context.store.tree_path(*target.bin), folder / "bin"));
  }
  if (target.findings) {
    CROSSROOT_CHECK(
        copy_to_new_inode(context.store.tree_path(*target.findings) / "findings.json",
                          folder / "findings.json", 0644));
  }
  if (target.log) {
    CROSSROOT_CHECK(copy_to_new_inode(context.store.blob_path(*target.log),
                                      folder / "build.log", 0644));
  }
  return flush_files(folder);
}

/// Puts `fresh` at `place`; what stood there ends where `fresh` was.
Result<void> exchange(const fs::path& fresh, const fs::path& place)
{
  std::error_code failed;
  if (!fs::exists(fs::symlink_status(place, failed))) {
    return os::rename_into_place(fresh, place);
  }
  if (renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, place.c_str(), RENAME_EXCHANGE) != 0) {
    return os::system_error("exchange " + place.string(), errno);
  }
  return {};
}

Result<Json> describe_files(const fs::path& folder)
{
  Json::Object files;
  std::error_code failed;
  for (fs::recursive_directory_iterator walk(folder, failed), end; !failed && walk != end;
       walk.increment(failed)) {
    if (!walk->is_regular_file()) {
      continue;
    }
    CROSSROOT_TRY(const auto bytes, os::read_file(walk->path()));
    files[walk->path().lexically_relative(folder).string()] =
        Json::Object{{"sha256", Digest::of(bytes).render()},
                     {"size", static_cast<std::int64_t>(bytes.size())}};
  }
  return Json(std::move(files));
}

/// Returns the target's entry of the manifest.
Result<Json> publish_target(const TargetReport& target,
                            const ExecContext& context,
                            const fs::path& out)
{
  CROSSROOT_TRY(const auto work, os::TempFolder::make(out, k_work_prefix));
  const auto fresh = work.path() / target.target;
  CROSSROOT_CHECK(fill_folder(target, context, fresh));
  CROSSROOT_TRY(auto files, describe_files(fresh));
  CROSSROOT_CHECK(exchange(fresh, out / target.target));
  auto entry = origin_of(target);
  entry["files"] = std::move(files);
  return Json(std::move(entry));
}

void add_programs(const fs::path& bin, std::vector<fs::path>& programs)
{
  std::error_code failed;
  for (fs::recursive_directory_iterator walk(bin, failed), end; !failed && walk != end;
       walk.increment(failed)) {
    if (walk->is_regular_file()) {
      programs.push_back(walk->path());
    }
  }
}

/// What a killed build left there. Only the one that holds the lock publishes, so none
/// of it is in use.
Result<void> remove_leftovers(const fs::path& out)
{
  std::vector<fs::path> leftovers;
  std::error_code failed;
  for (fs::directory_iterator entry(out, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    if (entry->path().filename().string().starts_with(k_work_prefix)) {
      leftovers.push_back(entry->path());
    }
  }
  for (const auto& leftover : leftovers) {
    CROSSROOT_CHECK(os::remove_tree(leftover));
  }
  return {};
}

Json::Object targets_of(const Json& manifest)
{
  const auto* targets = manifest["targets"].object();
  return targets != nullptr ? *targets : Json::Object{};
}

} // namespace

Result<std::vector<fs::path>> publish_outputs(const BuildReport& report,
                                              const ExecContext& context,
                                              const fs::path& out)
{
  // Two builds of one project may end at once, and the manifest is of both.
  CROSSROOT_TRY(const auto lock, os::FileLock::wait(context.store.root() / "locks" /
                                                        ("publish-" + context.project),
                                                    os::FileLock::Mode::exclusive));
  CROSSROOT_CHECK(remove_leftovers(out));
  const auto manifest = read_manifest(out);
  auto entries = targets_of(manifest);
  std::vector<fs::path> programs;
  for (const auto& target : report.targets) {
    if (!target.findings) {
      continue; // it was not built: what stands there is the last that was
    }
    const auto folder = out / target.target;
    if (!is_there_already(target, entries[target.target], context, folder)) {
      CROSSROOT_CHECK(os::make_folders(out));
      CROSSROOT_TRY(entries[target.target], publish_target(target, context, out));
    }
    add_programs(folder / "bin", programs);
  }
  std::erase_if(entries, [&](const auto& entry) {
    std::error_code failed;
    return !fs::exists(out / entry.first, failed);
  });
  const Json updated = Json::Object{{"schema", 1}, {"targets", entries}};
  if (!entries.empty() && updated != manifest) {
    CROSSROOT_CHECK(os::write_file(out / k_manifest, updated.render()));
  }
  std::sort(programs.begin(), programs.end());
  return programs;
}

} // namespace crossroot::exec
