// SPDX-License-Identifier: Apache-2.0
#include "store/disk_error.hpp"
#include "store/disk_store.hpp"
#include "store/folder_walk.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace crossroot::store {

namespace {

bool blob_is_whole(const fs::path& path)
{
  const int file = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (file < 0) {
    return false;
  }
  const auto digest = digest_descriptor(file, path);
  ::close(file);
  return digest && digest->render() == path.filename().string();
}

bool tree_is_whole(const fs::path& path)
{
  const auto walked = walk_folder(path, {});
  return walked && walked->tree.digest.render() == path.filename().string();
}

/// What os::write_file leaves beside its place when the process is killed under it: it
/// was never published, and gc takes it away.
bool is_unfinished(const fs::path& path)
{
  return path.filename().string().starts_with('.');
}

std::uint64_t size_of(const fs::path& path)
{
  struct stat facts {};
  return ::lstat(path.c_str(), &facts) == 0 && S_ISREG(facts.st_mode)
             ? static_cast<std::uint64_t>(facts.st_size)
             : 0;
}

} // namespace

std::uint64_t bytes_below(const fs::path& folder)
{
  std::uint64_t bytes = 0;
  std::error_code failed;
  for (fs::recursive_directory_iterator entry(folder, failed), end;
       !failed && entry != end; entry.increment(failed)) {
    bytes += size_of(entry->path());
  }
  return bytes;
}

Result<Store::Usage> DiskStore::usage() const
{
  Usage usage;
  for (const auto& blob : fanned_entries_of(root_ / "blobs")) {
    ++usage.blobs;
    usage.blob_bytes += size_of(blob);
  }
  usage.trees = entries_of(root_ / "trees").size();
  usage.tree_bytes = bytes_below(root_ / "trees");
  usage.actions = fanned_entries_of(root_ / "actions").size();
  usage.cache_bytes = bytes_below(root_ / "caches");
  return usage;
}

Result<std::vector<std::string>> DiskStore::verify()
{
  CROSSROOT_CHECK(must_be_writable());
  std::vector<std::string> damaged;
  for (const auto& blob : fanned_entries_of(root_ / "blobs")) {
    if (!blob_is_whole(blob)) {
      damaged.push_back(quarantine(blob, "blob"));
    }
  }
  bool seeds_are_whole = true;
  for (const auto& tree : entries_of(root_ / "trees")) {
    if (!tree_is_whole(tree)) {
      damaged.push_back(quarantine(tree, "tree"));
      seeds_are_whole = false;
    }
  }
  // A GOCACHE shares files with the tree that it was seeded from, and go does not hash
  // what it reads there.
  for (const auto& cache : entries_of(root_ / "caches")) {
    if (!seeds_are_whole && ::access((cache / "gocache").c_str(), F_OK) == 0) {
      damaged.push_back(quarantine(cache, "cache"));
    }
  }
  for (const auto& path : fanned_entries_of(root_ / "actions")) {
    if (is_unfinished(path)) {
      continue;
    }
    const auto record = read_record(path);
    if (!record || !*record || (*record)->key.render() != path.filename().string()) {
      damaged.push_back(quarantine(path, "action"));
    }
  }
  if (!damaged.empty()) {
    digests_.forget_all(); // it may name files of a damaged tree
  }
  return damaged;
}

} // namespace crossroot::store
