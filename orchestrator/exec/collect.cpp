// SPDX-License-Identifier: Apache-2.0
//
// What a build leaves behind was written by code we do not trust: the compiler ran
// plugins of a module's making, a test of it still has the file open, a name is a link
// to /etc/shadow. So nothing of it is moved into the store. After the sandbox is dead,
// each plain file is opened without following links and copied to an inode that no
// process of the sandbox ever had a descriptor of; what is no plain file is refused by
// name, since leaving it out would change the output silently.
#include "exec/collect.hpp"

#include "os/descriptor.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace crossroot::exec {
namespace {

namespace fs = std::filesystem;

Error refusal(const fs::path& path, std::string_view what)
{
  return Error(ErrorKind::build, "output",
               fmt::format("the build left {} \"{}\"; outputs are plain files", what,
                           path.filename().string()));
}

Error io_error(const fs::path& path, std::string_view activity)
{
  const int reason = errno;
  return Error(
      ErrorKind::io, "io",
      fmt::format("cannot {} {}: {}", activity, path.string(), std::strerror(reason)));
}

Result<void> copy_bytes(int from, int to, const fs::path& path)
{
  constexpr std::size_t k_chunk_bytes = std::size_t{1} << 26;
  bool in_kernel = true; // a reflink or a server-side copy where the disk can
  std::string buffer;
  for (;;) {
    ssize_t count = 0;
    if (in_kernel) {
      count = copy_file_range(from, nullptr, to, nullptr, k_chunk_bytes, 0);
      if (count < 0 && (errno == EXDEV || errno == EINVAL || errno == ENOSYS)) {
        in_kernel = false;
        buffer.resize(std::size_t{1} << 18);
        continue;
      }
    } else {
      count = read(from, buffer.data(), buffer.size());
      if (count > 0 &&
          write(to, buffer.data(), static_cast<std::size_t>(count)) != count) {
        count = -1;
      }
    }
    if (count == 0) {
      return {};
    }
    if (count < 0 && errno != EINTR) {
      return io_error(path, "copy");
    }
  }
}

} // namespace

Result<void> copy_to_new_inode(const fs::path& from, const fs::path& to, unsigned mode)
{
  const os::Descriptor source(open(from.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!source.open()) {
    return io_error(from, "open");
  }
  const os::Descriptor target(
      open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (!target.open()) {
    return io_error(to, "create");
  }
  CROSSROOT_CHECK(copy_bytes(source.get(), target.get(), from));
  if (fchmod(target.get(), mode) != 0) { // whatever our umask is
    return io_error(to, "set the mode of");
  }
  return {};
}

namespace {

Result<void> collect_entry(const fs::path& path, const fs::path& target)
{
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0) {
    return io_error(path, "read");
  }
  if (S_ISLNK(status.st_mode)) {
    return refusal(path, "the symbolic link");
  }
  if (S_ISDIR(status.st_mode)) {
    std::error_code failed;
    fs::create_directory(target, failed);
    if (failed) {
      return Error(
          ErrorKind::io, "io",
          fmt::format("cannot create {}: {}", target.string(), failed.message()));
    }
    return {};
  }
  if (!S_ISREG(status.st_mode)) {
    return refusal(path, "the special file");
  }
  if ((status.st_mode & (S_ISUID | S_ISGID)) != 0) {
    return refusal(path, "the set-id file");
  }
  return copy_to_new_inode(path, target, (status.st_mode & S_IXUSR) != 0 ? 0755 : 0644);
}

} // namespace

Result<void> collect_outputs(const fs::path& from,
                             const fs::path& into,
                             const std::function<bool(std::string_view)>& wanted)
{
  std::error_code failed;
  fs::recursive_directory_iterator walk(from, failed);
  for (const fs::recursive_directory_iterator end; !failed && walk != end;
       walk.increment(failed)) {
    const auto relative = walk->path().lexically_relative(from);
    if (wanted && !wanted(relative.string())) {
      walk.disable_recursion_pending();
      continue;
    }
    CROSSROOT_CHECK(collect_entry(walk->path(), into / relative));
  }
  if (failed) {
    return Error(ErrorKind::io, "io",
                 fmt::format("cannot read {}: {}", from.string(), failed.message()));
  }
  return {};
}

} // namespace crossroot::exec
