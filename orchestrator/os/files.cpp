// SPDX-License-Identifier: Apache-2.0
// Whoever kills the program, pulls the plug or fills the disk must find either the old
// file or the new one. rename(2) alone gives that only for readers: after a crash the
// name may point to an empty file, because data and name reach the disk on their own.
// So: write a temporary in the same folder, fsync it, rename, fsync the folder. close()
// is checked too: network file systems report a full disk there.
#include "os/files.hpp"

#include "os/descriptor.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>

namespace crossroot::os {
namespace {

Error path_error(std::string_view verb, const fs::path& path, int error_number)
{
  auto error = system_error(fmt::format("{} {}", verb, path.string()), error_number);
  if (error_number == ENOSPC || error_number == EDQUOT) {
    return std::move(error).hint("free some disk space (crossroot gc) and run it again");
  }
  return error;
}

Result<void> write_all(int descriptor, std::string_view content, const fs::path& path)
{
  while (!content.empty()) {
    const auto written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written < 0) {
      return path_error("write", path, errno);
    }
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> sync_path(const fs::path& path, int flags)
{
  const Descriptor opened(::open(path.c_str(), flags | O_CLOEXEC));
  if (!opened.open()) {
    return path_error("open", path, errno);
  }
  // Some file systems cannot sync a folder and say EINVAL: nothing to be done about it.
  if (::fsync(opened.get()) != 0 && errno != EINVAL && errno != EROFS) {
    return path_error("sync", path, errno);
  }
  return {};
}

fs::path folder_of(const fs::path& path)
{
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

Result<void> write_new_file(const fs::path& path, std::string_view content, unsigned mode)
{
  const int number = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (number < 0) {
    return path_error("create", path, errno);
  }
  auto result = write_all(number, content, path);
  // fchmod, because the mode given to open() is cut by the caller's umask.
  if (result && (::fchmod(number, mode) != 0 || ::fsync(number) != 0)) {
    result = path_error("write", path, errno);
  }
  if (::close(number) != 0 && result) {
    result = path_error("write", path, errno);
  }
  return result;
}

} // namespace

Result<std::string> read_file(const fs::path& path, std::uint64_t limit_bytes)
{
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.open()) {
    return path_error("read", path, errno);
  }
  struct stat status = {};
  if (::fstat(file.get(), &status) != 0) {
    return path_error("read", path, errno);
  }
  if (S_ISDIR(status.st_mode)) {
    return path_error("read", path, EISDIR);
  }
  std::string content;
  // One byte more than the file has, so that its end is seen without growing.
  std::size_t wanted = static_cast<std::size_t>(status.st_size) + 1;
  while (content.size() <= limit_bytes) {
    const auto filled = content.size();
    content.resize(filled + std::max<std::size_t>(wanted, 4096));
    const auto count =
        ::read(file.get(), content.data() + filled, content.size() - filled);
    const int error_number = errno;
    content.resize(filled + (count > 0 ? static_cast<std::size_t>(count) : 0));
    if (count == 0) {
      return content;
    }
    if (count < 0 && error_number != EINTR) {
      return path_error("read", path, error_number);
    }
    wanted = wanted > content.size() ? wanted - content.size() : content.size();
  }
  return Error(ErrorKind::io, "io",
               fmt::format("{} is larger than {} bytes", path.string(), limit_bytes));
}

Result<void> write_file(const fs::path& path, std::string_view content, unsigned mode)
{
  static std::atomic<unsigned> serial{0};
  const fs::path temporary =
      folder_of(path) / fmt::format(".{}.{}.{}.tmp", path.filename().string(), ::getpid(),
                                    serial.fetch_add(1));
  ::unlink(temporary.c_str()); // left by a killed process that had our number
  auto result = write_new_file(temporary, content, mode);
  if (result && ::rename(temporary.c_str(), path.c_str()) != 0) {
    result = path_error("replace", path, errno);
  }
  if (!result) {
    ::unlink(temporary.c_str());
    return result;
  }
  return sync_path(folder_of(path), O_RDONLY | O_DIRECTORY);
}

Result<void> make_folders(const fs::path& path)
{
  fs::path made;
  for (const auto& part : path) {
    made /= part;
    if (::mkdir(made.c_str(), 0755) == 0 || errno == EEXIST) {
      continue;
    }
    const int error_number = errno;
    struct stat status = {};
    // EROFS and EACCES also come for a folder that is there already.
    if (::stat(made.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
      return path_error("make the folder", made, error_number);
    }
  }
  struct stat status = {};
  if (!path.empty() && (::stat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode))) {
    return path_error("make the folder", path, ENOTDIR);
  }
  return {};
}

Result<void> rename_into_place(const fs::path& from, const fs::path& to)
{
  if (::rename(from.c_str(), to.c_str()) != 0) {
    return path_error(fmt::format("rename {} to", from.string()), to, errno);
  }
  CROSSROOT_CHECK(sync_path(folder_of(to), O_RDONLY | O_DIRECTORY));
  if (folder_of(from) != folder_of(to)) {
    CROSSROOT_CHECK(sync_path(folder_of(from), O_RDONLY | O_DIRECTORY));
  }
  return {};
}

Result<void> sync_file(const fs::path& path)
{
  return sync_path(path, O_RDONLY);
}

} // namespace crossroot::os
