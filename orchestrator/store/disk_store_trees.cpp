// SPDX-License-Identifier: Apache-2.0
#include "store/disk_error.hpp"
#include "store/disk_store.hpp"
#include "store/folder_walk.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

// A tree becomes visible by one rename of a folder whose files are already on the disk.
// A few files are synced one by one; past that, one syncfs costs less than thousands of
// fsyncs (a Go SDK has 15,000 files) and waits for the same bytes.
namespace crossroot::store {

namespace {

constexpr std::uint64_t k_sync_one_by_one = 48;

int open_folder(const fs::path& path)
{
  return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

Result<void> sync_all(const fs::path& folder)
{
  const int descriptor = open_folder(folder);
  if (descriptor < 0) {
    return disk_error("cannot open folder", folder, errno);
  }
  const int failed = ::syncfs(descriptor) == 0 ? 0 : errno;
  ::close(descriptor);
  return failed == 0 ? Result<void>() : disk_error("cannot write", folder, failed);
}

Result<void> sync_each(const WalkedFolder& walked)
{
  for (const auto& folder : walked.folders) {
    for (const auto& entry : entries_of(folder)) {
      std::error_code ignored;
      if (fs::symlink_status(entry, ignored).type() == fs::file_type::regular) {
        CROSSROOT_CHECK(os::sync_file(entry));
      }
    }
    CROSSROOT_CHECK(os::sync_file(folder));
  }
  return {};
}

Result<void> sync_tree(const WalkedFolder& walked)
{
  return walked.files + walked.folders.size() > k_sync_one_by_one
             ? sync_all(walked.folders.back())
             : sync_each(walked);
}

} // namespace

Result<os::TempFolder> DiskStore::staging(std::string_view purpose)
{
  CROSSROOT_CHECK(must_be_writable());
  return os::TempFolder::make(root_ / "tmp", purpose);
}

Result<TreeDigest> DiskStore::digest_folder(const fs::path& folder) const
{
  CROSSROOT_TRY(const auto walked, walk_folder(folder, {.cache = &digests_}));
  return walked.tree.digest;
}

Result<TreeDigest> DiskStore::publish_tree(os::TempFolder staged)
{
  CROSSROOT_CHECK(must_be_writable());
  CROSSROOT_TRY(const auto walked,
                walk_folder(staged.path(),
                            {.modes = WalkSettings::Modes::seal, .cache = &digests_}));
  const auto digest = walked.tree.digest;
  if (has_tree(digest)) {
    return digest;
  }
  CROSSROOT_CHECK(sync_tree(walked));
  const auto place = tree_path(digest);
  CROSSROOT_CHECK(settle(staged.path(), place));
  // Lost to another process that made the same tree: the staged one is dropped here.
  std::error_code failed;
  if (!fs::exists(staged.path(), failed)) {
    [[maybe_unused]] const auto gone = staged.release();
    digests_.add(walked.hashed);
  }
  return digest;
}

Result<void> DiskStore::settle(const fs::path& staged, const fs::path& place)
{
  // The top keeps its write permission until it stands in its place: a folder without it
  // cannot be given a new parent.
  if (::chmod(staged.c_str(), 0755) != 0) {
    return disk_error("cannot change the mode of", staged, errno);
  }
  if (::rename(staged.c_str(), place.c_str()) != 0) {
    if (errno == EEXIST || errno == ENOTEMPTY) {
      return {};
    }
    return disk_error("cannot publish", place, errno);
  }
  if (::chmod(place.c_str(), 0555) != 0) {
    return disk_error("cannot change the mode of", place, errno);
  }
  return os::sync_file(root_ / "trees");
}

bool DiskStore::has_tree(const TreeDigest& digest) const
{
  return ::access(tree_path(digest).c_str(), F_OK) == 0;
}

fs::path DiskStore::tree_path(const TreeDigest& digest) const
{
  return root_ / "trees" / digest.render();
}

} // namespace crossroot::store
