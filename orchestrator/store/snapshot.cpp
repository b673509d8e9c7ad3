// SPDX-License-Identifier: Apache-2.0
#include "store/snapshot.hpp"

#include "store/disk_error.hpp"
#include "store/folder_walk.hpp"
#include "store/stat_cache.hpp"
#include "store/tree.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <ctime>
#include <set>

// A build with nothing to do must know that its source of 15,000 files is the one it saw
// last, within milliseconds. Reading them costs seconds, so their stat stands in for
// their bytes, as in git's index, with git's remedy for its one weakness: a file written
// twice within one tick of the clock keeps its times, so a file as young as the snapshot
// itself is not trusted next time.
//
// The digest is computed from the list alone; only when the store has no such tree is it
// built, by hard links to the last tree for what is unchanged and copies for the rest.
namespace crossroot::store {

namespace {

constexpr std::int64_t k_young_ns = 1'000'000'000;
constexpr int k_attempts = 3;

std::int64_t nanoseconds(const timespec& time)
{
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

std::int64_t now_ns()
{
  timespec time{};
  ::clock_gettime(CLOCK_REALTIME, &time);
  return nanoseconds(time);
}

Error unfit(const fs::path& path, std::string_view what)
{
  return Error(ErrorKind::definition, "source", fmt::format("{} {}", path.string(), what))
      .hint("add it to .gitignore, or take it out of source.include");
}

class Scan {
public:
  Scan(const fs::path& root, const StatCache& before)
      : root_(root), before_(before), young_(now_ns() - k_young_ns)
  {
  }

  Result<void> file(const std::string& name)
  {
    const auto path = root_ / name;
    CROSSROOT_CHECK(check_parents(name));
    struct stat facts {};
    if (::lstat(path.c_str(), &facts) != 0) {
      return errno == ENOENT || errno == ENOTDIR
                 ? Result<void>()
                 : disk_error("cannot look at", path, errno);
    }
    if (S_ISLNK(facts.st_mode)) {
      return link(name, path);
    }
    if (!S_ISREG(facts.st_mode)) {
      return unfit(path, S_ISDIR(facts.st_mode) ? "is a folder" : "is no regular file");
    }
    StatLine line{facts.st_dev,
                  facts.st_ino,
                  static_cast<std::uint64_t>(facts.st_size),
                  nanoseconds(facts.st_mtim),
                  nanoseconds(facts.st_ctim),
                  (facts.st_mode & S_IXUSR) != 0,
                  {}};
    const auto known = before_.lines.find(name);
    if (known != before_.lines.end() && known->second.same_file(line)) {
      line.digest = known->second.digest;
    } else {
      CROSSROOT_TRY(line.digest, digest_file(path));
    }
    leaves_[name] = TreeFile{line.digest, line.size, line.executable};
    if (line.changed_ns > young_ || line.written_ns > young_) {
      line.changed_ns = 0;
    }
    after_.lines[name] = line;
    return {};
  }

  const std::map<std::string, TreeLeaf>& leaves() const { return leaves_; }
  StatCache& after() { return after_; }
  std::vector<std::string>& left_out() { return left_out_; }

private:
  static Result<Digest> digest_file(const fs::path& path)
  {
    const int file = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0) {
      return Error(ErrorKind::io, "source",
                   fmt::format("cannot read {}: {}", path.string(),
                               std::generic_category().message(errno)));
    }
    auto digest = digest_descriptor(file, path);
    ::close(file);
    return digest;
  }

  Result<void> link(const std::string& name, const fs::path& path)
  {
    std::error_code failed;
    const auto target = fs::read_symlink(path, failed).string();
    if (failed) {
      return disk_error("cannot read the link", path, failed.value());
    }
    const auto slash = name.rfind('/');
    const auto folder = slash == std::string::npos ? "" : name.substr(0, slash);
    if (link_escapes(folder, target)) {
      left_out_.push_back(name);
    } else {
      leaves_[name] = TreeLink{target};
    }
    return {};
  }

  Result<void> check_parents(const std::string& name)
  {
    if (name.empty() || name.front() == '/' || name.back() == '/') {
      return unfit(name, "is no path of a file in the source");
    }
    for (auto slash = name.find('/'); slash != std::string::npos;
         slash = name.find('/', slash + 1)) {
      const auto folder = name.substr(0, slash);
      if (!plain_folders_.insert(folder).second) {
        continue;
      }
      const auto component = folder.substr(folder.rfind('/') + 1);
      struct stat facts {};
      if (component.empty() || component == "." || component == "..") {
        return unfit(name, "is no path of a file in the source");
      }
      if (::lstat((root_ / folder).c_str(), &facts) == 0 && S_ISLNK(facts.st_mode)) {
        return unfit(root_ / name, "leads through a symbolic link");
      }
    }
    return {};
  }

  const fs::path& root_;
  const StatCache& before_;
  std::int64_t young_;
  std::set<std::string> plain_folders_;
  std::map<std::string, TreeLeaf> leaves_;
  StatCache after_;
  std::vector<std::string> left_out_;
};

/// The last tree, for hard links.
struct LastTree {
  fs::path folder; ///< empty: there is none
  const StatCache& lines;

  bool holds(const std::string& name, const TreeFile& file) const
  {
    const auto found = lines.lines.find(name);
    return !folder.empty() && found != lines.lines.end() &&
           found->second.digest == file.digest &&
           found->second.executable == file.executable;
  }
};

Result<void> place_file(const fs::path& from, const fs::path& into, const TreeFile& file)
{
  std::error_code failed;
  fs::copy_file(from, into, failed);
  if (failed) {
    return disk_error("cannot copy", from, failed.value());
  }
  if (::chmod(into.c_str(), file.executable ? 0755 : 0644) != 0) {
    return disk_error("cannot change the mode of", into, errno);
  }
  return {};
}

Result<void> fill(const fs::path& into,
                  const fs::path& root,
                  const std::map<std::string, TreeLeaf>& leaves,
                  const LastTree& last)
{
  fs::path made;
  for (const auto& [name, leaf] : leaves) {
    const auto place = into / name;
    if (place.parent_path() != made) {
      made = place.parent_path();
      CROSSROOT_CHECK(os::make_folders(made));
    }
    if (const auto* link = std::get_if<TreeLink>(&leaf)) {
      if (::symlink(link->target.c_str(), place.c_str()) != 0) {
        return disk_error("cannot make the link", place, errno);
      }
      continue;
    }
    const auto& file = std::get<TreeFile>(leaf);
    if (last.holds(name, file) &&
        ::link((last.folder / name).c_str(), place.c_str()) == 0) {
      continue;
    }
    CROSSROOT_CHECK(place_file(root / name, place, file));
  }
  return {};
}

StatCache read_cache(const fs::path& path)
{
  if (path.empty() || ::access(path.c_str(), F_OK) != 0) {
    return {};
  }
  const auto text = os::read_file(path);
  return text ? StatCache::parse(*text).value_or(StatCache{}) : StatCache{};
}

fs::path cache_path(Store& store, const fs::path& root)
{
  const auto folder = store.cache_folder("stat"); // none in a read-only store
  return folder ? *folder / Digest::of(root.string()).render() : fs::path();
}

/// Nothing if a file changed between digest and copy.
Result<std::optional<SourceSnapshot>> attempt(Store& store,
                                              const fs::path& root,
                                              const std::vector<std::string>& names,
                                              const fs::path& cache)
{
  const auto before = read_cache(cache);
  Scan scan(root, before);
  for (const auto& name : names) {
    CROSSROOT_CHECK(scan.file(name));
  }
  CROSSROOT_TRY(const auto tree, tree_of_paths(scan.leaves()));
  if (!store.has_tree(tree.digest)) {
    CROSSROOT_TRY(auto staged, store.staging("source"));
    const bool known = store.has_tree(before.tree);
    CROSSROOT_CHECK(fill(staged.path(), root, scan.leaves(),
                         {known ? store.tree_path(before.tree) : fs::path(), before}));
    CROSSROOT_TRY(const auto published, store.publish_tree(std::move(staged)));
    if (published != tree.digest) {
      return std::optional<SourceSnapshot>();
    }
  }
  scan.after().tree = tree.digest;
  if (!cache.empty() && scan.after() != before) {
    CROSSROOT_CHECK(os::write_file(cache, scan.after().render(), 0644));
  }
  return std::optional(
      SourceSnapshot{tree.digest, scan.leaves().size(), std::move(scan.left_out())});
}

} // namespace

Result<SourceSnapshot>
snapshot_source(Store& store, const fs::path& root, const std::vector<std::string>& files)
{
  auto names = files;
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  const auto cache = cache_path(store, root);
  for (int i = 0; i < k_attempts; ++i) {
    CROSSROOT_TRY(auto snapshot, attempt(store, root, names, cache));
    if (snapshot) {
      return std::move(*snapshot);
    }
  }
  return Error(ErrorKind::io, "source",
               fmt::format("{} keeps changing while it is read", root.string()))
      .hint("stop what writes there, or add it to .gitignore");
}

Result<TreeDigest> digest_remembered(Store& store, const fs::path& folder)
{
  const auto cache = cache_path(store, folder);
  const auto before = read_cache(cache);
  Scan scan(folder, before);
  std::error_code failed;
  for (fs::recursive_directory_iterator walk(folder, failed), end; !failed && walk != end;
       walk.increment(failed)) {
    if (walk->is_symlink() || !walk->is_directory()) {
      CROSSROOT_CHECK(scan.file(walk->path().lexically_relative(folder).string()));
    }
  }
  if (failed) {
    return disk_error("cannot list", folder, failed.value());
  }
  if (!scan.left_out().empty()) {
    return unfit(folder / scan.left_out().front(), "leads out of its folder");
  }
  CROSSROOT_TRY(const auto tree, tree_of_paths(scan.leaves()));
  scan.after().tree = tree.digest;
  if (!cache.empty() && scan.after() != before) {
    CROSSROOT_CHECK(os::write_file(cache, scan.after().render(), 0644));
  }
  return tree.digest;
}

} // namespace crossroot::store
