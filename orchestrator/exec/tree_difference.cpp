// SPDX-License-Identifier: Apache-2.0
#include "exec/tree_difference.hpp"

#include "os/files.hpp"

#include <sys/stat.h>

#include <map>

namespace crossroot::exec {
namespace {

namespace fs = std::filesystem;

struct Entry {
  struct stat status {};
};

/// Everything but folders, by relative path.
std::map<std::string, Entry> entries_of(const fs::path& tree)
{
  std::map<std::string, Entry> entries;
  std::error_code failed;
  for (fs::recursive_directory_iterator walk(tree, failed), end; !failed && walk != end;
       walk.increment(failed)) {
    Entry entry;
    if (lstat(walk->path().c_str(), &entry.status) == 0 &&
        !S_ISDIR(entry.status.st_mode)) {
      entries.emplace(walk->path().lexically_relative(tree).string(), entry);
    }
  }
  return entries;
}

bool same_content(const fs::path& a, const fs::path& b)
{
  const auto left = os::read_file(a);
  const auto right = os::read_file(b);
  return left && right && *left == *right;
}

bool same_entry(const Entry& a,
                const fs::path& path_a,
                const Entry& b,
                const fs::path& path_b)
{
  // What a tree's digest holds of a mode: the type, and whether it may be executed.
  constexpr mode_t k_counted = S_IFMT | S_IXUSR;
  if ((a.status.st_mode & k_counted) != (b.status.st_mode & k_counted)) {
    return false;
  }
  if (a.status.st_dev == b.status.st_dev && a.status.st_ino == b.status.st_ino) {
    return true;
  }
  if (S_ISLNK(a.status.st_mode)) {
    std::error_code ignored;
    return fs::read_symlink(path_a, ignored) == fs::read_symlink(path_b, ignored);
  }
  return a.status.st_size == b.status.st_size && same_content(path_a, path_b);
}

} // namespace

std::vector<FileDifference>
difference_of(const fs::path& before, const fs::path& after, std::size_t limit)
{
  using Kind = FileDifference::Kind;
  const auto old_entries = entries_of(before);
  const auto new_entries = entries_of(after);
  std::map<std::string, Kind> differences;
  for (const auto& [path, entry] : old_entries) {
    const auto found = new_entries.find(path);
    if (found == new_entries.end()) {
      differences.emplace(path, Kind::removed);
    } else if (!same_entry(entry, before / path, found->second, after / path)) {
      differences.emplace(path, Kind::changed);
    }
  }
  for (const auto& [path, entry] : new_entries) {
    if (!old_entries.contains(path)) {
      differences.emplace(path, Kind::added);
    }
  }
  std::vector<FileDifference> out;
  for (const auto& [path, kind] : differences) {
    if (out.size() < limit) {
      out.push_back({path, kind});
    }
  }
  return out;
}

} // namespace crossroot::exec
