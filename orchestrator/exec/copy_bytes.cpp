// SPDX-License-Identifier: Apache-2.0
// A file of a few bytes can claim to be 60 GB: its holes cost nothing until somebody
// copies them. So only the stretches that hold something are copied, in the kernel where
// it can (a reflink, or a copy on the server of a network file system).
#include "exec/copy_bytes.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>

namespace crossroot::exec {
namespace {

constexpr std::size_t k_chunk_bytes = std::size_t{1} << 26;

int write_all(int to, const char* bytes, std::size_t size, off_t at)
{
  while (size > 0) {
    const auto count = ::pwrite(to, bytes, size, at);
    if (count < 0 && errno != EINTR) {
      return errno;
    }
    if (count > 0) {
      bytes += count;
      size -= static_cast<std::size_t>(count);
      at += count;
    }
  }
  return 0;
}

/// Through memory; for file systems between which the kernel does not copy.
int copy_by_hand(int from, int to, off_t at, off_t end)
{
  std::string buffer(std::size_t{1} << 18, '\0');
  while (at < end) {
    const auto wanted = std::min(buffer.size(), static_cast<std::size_t>(end - at));
    const auto count = ::pread(from, buffer.data(), wanted, at);
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count < 0) {
      return errno;
    }
    if (count == 0) { // it became shorter: what is missing stays a hole
      return 0;
    }
    if (const int failed =
            write_all(to, buffer.data(), static_cast<std::size_t>(count), at);
        failed != 0) {
      return failed;
    }
    at += count;
  }
  return 0;
}

int copy_stretch(int from, int to, off_t at, off_t end)
{
  while (at < end) {
    off_t read_at = at;
    off_t write_at = at;
    const auto wanted = std::min(k_chunk_bytes, static_cast<std::size_t>(end - at));
    const auto count = ::copy_file_range(from, &read_at, to, &write_at, wanted, 0);
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count < 0 &&
        (errno == EXDEV || errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP)) {
      return copy_by_hand(from, to, at, end);
    }
    if (count < 0) {
      return errno;
    }
    if (count == 0) {
      return 0;
    }
    at += count;
  }
  return 0;
}

} // namespace

int copy_bytes(int from, int to)
{
  struct stat status = {};
  if (::fstat(from, &status) != 0 || ::ftruncate(to, status.st_size) != 0) {
    return errno;
  }
  off_t at = 0;
  while (at < status.st_size) {
    const off_t begin = ::lseek(from, at, SEEK_DATA);
    if (begin < 0 && errno == ENXIO) { // only a hole is left
      return 0;
    }
    const off_t hole = begin < 0 ? -1 : ::lseek(from, begin, SEEK_HOLE);
    if (hole < 0) { // a file system that knows no holes
      return copy_stretch(from, to, at, status.st_size);
    }
    const off_t end = std::min(hole, status.st_size);
    if (const int failed = copy_stretch(from, to, begin, end); failed != 0) {
      return failed;
    }
    at = end;
  }
  return 0;
}

} // namespace crossroot::exec
