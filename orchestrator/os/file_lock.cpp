// SPDX-License-Identifier: Apache-2.0
#include "os/descriptor.hpp"
#include "os/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace crossroot::os {
namespace {

int operation_of(FileLock::Mode mode)
{
  return mode == FileLock::Mode::shared ? LOCK_SH : LOCK_EX;
}

Result<Descriptor> open_lock(const fs::path& path)
{
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  const int refused = errno;
  if (!file.open() && (refused == EACCES || refused == EROFS || refused == EPERM)) {
    // flock needs no write permission: a reader of a read-only store locks too.
    file = Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  }
  if (!file.open()) {
    return system_error(fmt::format("open the lock {}", path.string()), refused);
  }
  return file;
}

} // namespace

Result<FileLock> FileLock::wait(const fs::path& path, Mode mode)
{
  CROSSROOT_TRY(auto file, open_lock(path));
  while (::flock(file.get(), operation_of(mode)) != 0) {
    if (errno != EINTR) {
      return system_error(fmt::format("lock {}", path.string()), errno);
    }
  }
  return FileLock(::fcntl(file.get(), F_DUPFD_CLOEXEC, 0));
}

Result<std::optional<FileLock>> FileLock::attempt(const fs::path& path, Mode mode)
{
  CROSSROOT_TRY(auto file, open_lock(path));
  while (::flock(file.get(), operation_of(mode) | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) {
      return std::optional<FileLock>();
    }
    if (errno != EINTR) {
      return system_error(fmt::format("lock {}", path.string()), errno);
    }
  }
  return std::optional<FileLock>(FileLock(::fcntl(file.get(), F_DUPFD_CLOEXEC, 0)));
}

FileLock::FileLock(FileLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1))
{
}

FileLock& FileLock::operator=(FileLock&& other) noexcept
{
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

FileLock::~FileLock()
{
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

} // namespace crossroot::os
