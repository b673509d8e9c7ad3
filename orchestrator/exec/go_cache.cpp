// SPDX-License-Identifier: Apache-2.0
//
// Go's final link does not hash the sysroot, and a compile of runtime/cgo takes three
// quarters of a small program's build. So a cache may only be used for exactly one
// (source's project, SDK, toolchain, sysroot, environment), and starting from nothing is
// slow. Both are met by one cache folder per such tuple, seeded from the tree of the std
// action.
//
// A seed is some 2,500 files and 160 MB. Copying it costs more than a small program's
// compile; hard links into the store would be quick, but the files' owner is then the
// user who builds, and code that runs in a build could chmod and change what the store
// holds. So the std tree itself is mounted read-only beside the cache, at /gostd, and
// content files (…-d), which Go names by their hash and never writes to when they are
// there, are symbolic links to it. Index entries (…-a) are rewritten in place when an
// action is repeated: they are copied, some 200 bytes each.
//
// The trust domain of a cache is the project: code of one source may leave entries that
// another source's build would believe. Two projects never share one.
#include "exec/go_cache.hpp"

#include "exec/collect.hpp"
#include "exec/sandbox_setup.hpp"
#include "os/descriptor.hpp"
#include "plan/action_id.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>

namespace crossroot::exec {
namespace {

Error iteration_error(const fs::path& path, const std::error_code& failed)
{
  return {ErrorKind::io, "io",
          fmt::format("cannot read {}: {}", path.string(), failed.message())};
}

/// `linked` is the path under which the std tree is there for those who use the cache.
Result<void> seed_file(const ExecContext& context,
                       const fs::path& from,
                       const fs::path& to,
                       const fs::path& linked)
{
  const auto name = from.filename();
  if (name.string().ends_with("-d")) {
    const auto content = linked / from.parent_path().filename() / name;
    if (symlink(content.c_str(), to.c_str()) != 0) {
      return os::system_error("create " + to.string(), errno);
    }
    return {};
  }
  CROSSROOT_CHECK(copy_to_new_inode(from, to, 0644));
  return give_to_sandbox(context, to);
}

/// The cache's layout is two levels: 256 folders of files.
Result<void> seed(const ExecContext& context,
                  const fs::path& from,
                  const fs::path& into,
                  const fs::path& linked)
{
  std::error_code failed;
  for (fs::directory_iterator folder(from, failed), end; !failed && folder != end;
       folder.increment(failed)) {
    if (!folder->is_directory()) {
      continue;
    }
    CROSSROOT_TRY(
        const auto target,
        make_writable_folder(context, into, folder->path().filename().string()));
    std::error_code inner_failed;
    for (fs::directory_iterator file(folder->path(), inner_failed);
         !inner_failed && file != end; file.increment(inner_failed)) {
      CROSSROOT_CHECK(
          seed_file(context, file->path(), target / file->path().filename(), linked));
    }
    if (inner_failed) {
      return iteration_error(folder->path(), inner_failed);
    }
  }
  if (failed) {
    return iteration_error(from, failed);
  }
  return {};
}

/// What the cache is one for: everything that Go itself fails to hash, whose code may
/// have written to it, and the tree that its links lead to.
std::string cache_name(const ActionRun& run)
{
  FieldHasher fields;
  fields.add(run.context.project);
  for (const auto* name : {"sdk", "toolchain", "sysroot", "std"}) {
    fields.add(run.digest(name));
  }
  if (run.inputs.contains("libraries")) {
    fields.add(run.digest("libraries"));
  }
  for (const auto& [name, value] : run.action.settings) {
    if (name.starts_with("env.") || name == "cc") {
      fields.add(name);
      fields.add(value);
    }
  }
  return "go-" + fields.finish().render().substr(0, 32);
}

/// Seeds beside the place and renames, so that a cache that is there is whole.
Result<void> make_seeded(const ActionRun& run,
                         const fs::path& parent,
                         const fs::path& place,
                         const fs::path& linked)
{
  CROSSROOT_TRY(auto fresh, os::TempFolder::make(parent, "seed"));
  CROSSROOT_TRY(const auto cache,
                make_writable_folder(run.context, fresh.path(), "gocache"));
  CROSSROOT_CHECK(seed(run.context, run.input("std"), cache, linked));
  if (rename(cache.c_str(), place.c_str()) != 0) {
    return os::system_error("rename " + cache.string(), errno);
  }
  return {};
}

/// Keeps Go from trimming the cache in the middle of a build: Go does that once a day,
/// by modification times that say nothing in a seeded cache.
Result<void> postpone_trim(const ExecContext& context, const fs::path& cache)
{
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count();
  const auto file = cache / "trim.txt";
  std::error_code ignored;
  fs::remove(file, ignored); // the sandbox's file; ours is to be a new one
  CROSSROOT_CHECK(os::write_file(file, std::to_string(now), 0644));
  return give_to_sandbox(context, file);
}

} // namespace

bool is_cache_entry(std::string_view relative_path)
{
  if (relative_path.size() == 2) { // one of the 256 folders
    return true;
  }
  return relative_path.size() > 3 && relative_path[2] == '/' &&
         (relative_path.ends_with("-a") || relative_path.ends_with("-d"));
}

Result<void> seed_outside_cache(const ActionRun& run, const fs::path& place)
{
  std::error_code failed;
  if (!fs::exists(place, failed)) {
    CROSSROOT_CHECK(make_seeded(run, place.parent_path(), place, run.input("std")));
  }
  return postpone_trim(run.context, place);
}

Result<fs::path> open_go_cache(const ActionRun& run, const fs::path& work)
{
  if (!run.context.development_cache) {
    const auto place = work / "gocache";
    CROSSROOT_CHECK(make_seeded(run, work, place, k_go_seed));
    CROSSROOT_CHECK(postpone_trim(run.context, place));
    return place;
  }
  CROSSROOT_TRY(const auto folder, run.context.store.cache_folder(cache_name(run)));
  CROSSROOT_TRY(const auto lock,
                os::FileLock::wait(folder / "seed.lock", os::FileLock::Mode::exclusive));
  const auto place = folder / "gocache";
  std::error_code failed;
  if (!fs::exists(place, failed)) {
    CROSSROOT_CHECK(make_seeded(run, folder, place, k_go_seed));
  }
  CROSSROOT_CHECK(postpone_trim(run.context, place));
  return place;
}

} // namespace crossroot::exec
