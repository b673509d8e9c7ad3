// SPDX-License-Identifier: Apache-2.0
// A published tree has folders of mode 0555, which std::filesystem::remove_all cannot
// empty for an ordinary user. And a path that is walked by name can be swapped for a
// symbolic link between look and step. So this walk holds each folder open, opens the
// next one relative to it with O_NOFOLLOW, and gives itself write permission first.
// A walk that holds its folders open runs out of descriptors in a tree made deep on
// purpose, so what lies too deep is first moved up to the top, and done there.
#include "os/descriptor.hpp"
#include "os/files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace crossroot::os {
namespace {

struct FolderCloser {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

/// The folder opened for reading and made writable, or -1 with errno set.
int open_for_emptying(int parent, const char* name)
{
  const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  int folder = ::openat(parent, name, flags);
  if (folder < 0 && errno == EACCES) {
    struct stat status = {};
    if (::fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISDIR(status.st_mode)) {
      ::fchmodat(parent, name, 0700, 0);
    }
    folder = ::openat(parent, name, flags);
  }
  if (folder >= 0) {
    ::fchmod(folder, 0700); // fails for a folder of another user: unlinkat tells
  }
  return folder;
}

constexpr int k_depth_limit = 64;

/// One walk: where too deep folders are moved to, and how many were.
struct Removal {
  int top = -1;
  unsigned moved = 0;
};

int empty_folder(int number, Removal& removal, int depth);

/// Removes the folder `name` in `parent`; errno of the first failure, 0 if it is gone.
int remove_folder(int parent, const char* name, Removal& removal, int depth)
{
  if (depth > k_depth_limit) {
    ::fchmodat(parent, name, 0700, 0); // moving a folder rewrites its ".." entry
    const auto moved = fmt::format(".removed-{}-{}", ::getpid(), removal.moved++);
    return ::renameat(parent, name, removal.top, moved.c_str()) == 0 ? 0 : errno;
  }
  const int number = open_for_emptying(parent, name);
  if (number < 0) {
    return errno;
  }
  const int below = empty_folder(number, removal, depth);
  if (below != 0) {
    return below;
  }
  return ::unlinkat(parent, name, AT_REMOVEDIR) == 0 ? 0 : errno;
}

/// Owns `number`. Reads the folder again until a pass finds nothing: entries may be
/// skipped while others are removed, and the top one receives more.
int empty_folder(int number, Removal& removal, int depth)
{
  const std::unique_ptr<DIR, FolderCloser> folder(::fdopendir(number));
  if (!folder) {
    const int error_number = errno;
    ::close(number);
    return error_number;
  }
  if (depth == 0) {
    removal.top = number;
  }
  for (bool found = true; found;) {
    found = false;
    ::rewinddir(folder.get());
    while (const dirent* entry = ::readdir(folder.get())) {
      const char* name = entry->d_name;
      if (std::strcmp(name, ".") == 0 || std::strcmp(name, "..") == 0) {
        continue;
      }
      found = true;
      if (::unlinkat(number, name, 0) == 0 || errno == ENOENT) {
        continue;
      }
      if (errno != EISDIR && errno != EPERM) {
        return errno;
      }
      const int failure = remove_folder(number, name, removal, depth + 1);
      if (failure != 0) {
        return failure;
      }
    }
  }
  return 0;
}

} // namespace

Result<void> remove_tree(const fs::path& path)
{
  if (::unlink(path.c_str()) == 0 || errno == ENOENT || errno == ENOTDIR) {
    return {};
  }
  int error_number = errno;
  if (error_number == EISDIR || error_number == EPERM) {
    Removal removal;
    error_number = remove_folder(AT_FDCWD, path.c_str(), removal, 0);
  }
  if (error_number != 0 && error_number != ENOENT) {
    return system_error(fmt::format("remove {}", path.string()), error_number);
  }
  return {};
}

} // namespace crossroot::os
