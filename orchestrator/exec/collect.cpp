// SPDX-License-Identifier: Apache-2.0
//
// What a build leaves behind was written by code we do not trust: the compiler ran
// plugins of a module's making, a test of it still has the file open, a name is a link
// to /etc/shadow. So nothing of it is moved into the store. After the sandbox is dead,
// each plain file is opened without following links and copied to an inode that no
// process of the sandbox ever had a descriptor of; what is no plain file is refused by
// name, since leaving it out would change the output silently.
//
// A path is no proof of what it leads to: between a look at a/b and the opening of a/b,
// a may have become a link. So no path is ever walked twice. Each folder is opened once,
// its entries are opened relative to it, and what counts is what the open descriptor is,
// not what the name was a moment ago. That also frees depth from the kernel's limit on
// the length of a path.
#include "exec/collect.hpp"

#include "exec/copy_bytes.hpp"
#include "os/descriptor.hpp"
#include "os/files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace crossroot::exec {
namespace {

namespace fs = std::filesystem;

/// A name that a build chose, fit for a terminal: control characters and bytes that are
/// no ASCII as \xNN, and not longer than a line.
std::string shown(std::string_view name)
{
  constexpr std::size_t k_longest = 120;
  std::string text;
  for (const char letter : name) {
    if (text.size() > k_longest) {
      return text + "…";
    }
    const auto byte = static_cast<unsigned char>(letter);
    if (byte < 0x20 || byte >= 0x7f || letter == '"' || letter == '\\') {
      text += fmt::format("\\x{:02x}", byte);
    } else {
      text += letter;
    }
  }
  return text;
}

Error refusal(std::string_view name, std::string_view what)
{
  return {ErrorKind::build, "output",
          fmt::format("the build left {} \"{}\"; outputs are plain files", what,
                      shown(name))};
}

Error beyond(std::string_view what)
{
  return Error(ErrorKind::build, "output",
               fmt::format("the build left more than {}", what))
      .note("cause", "nothing that large is taken into the store");
}

Error io_error(std::string_view name, std::string_view activity, int reason)
{
  return {ErrorKind::io, "io",
          fmt::format("cannot {} {}: {}", activity, name, std::strerror(reason))};
}

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

/// Sorted, so that the first refusal is always the same.
Result<std::vector<std::string>> names_in(int folder, std::string_view shown_as)
{
  const std::unique_ptr<DIR, CloseFolder> stream(
      ::fdopendir(::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
  if (!stream) {
    return io_error(shown_as, "read", errno);
  }
  std::vector<std::string> names;
  errno = 0;
  while (const auto* entry = ::readdir(stream.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") {
      names.emplace_back(name);
    }
    errno = 0;
  }
  if (errno != 0) {
    return io_error(shown_as, "read", errno);
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// `label` is the file's name for messages.
Result<void> copy_open(
    int source, int into, const std::string& name, std::string_view label, unsigned mode)
{
  const os::Descriptor target(::openat(
      into, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
  if (!target.open()) {
    return io_error(label, "create", errno);
  }
  if (const int failed = copy_bytes(source, target.get()); failed != 0) {
    return io_error(label, "copy", failed);
  }
  if (::fchmod(target.get(), mode) != 0) { // whatever our umask is
    return io_error(label, "set the mode of", errno);
  }
  return {};
}

class Collection {
public:
  Collection(const std::function<bool(std::string_view)>& wanted,
             const OutputLimits& limits)
      : wanted_(wanted), limits_(limits)
  {
  }

  Result<void> folder(int from, int into, const std::string& relative, unsigned depth)
  {
    if (depth > limits_.depth) {
      return beyond(fmt::format("{} folders within each other", limits_.depth));
    }
    CROSSROOT_TRY(const auto names, names_in(from, shown(relative)));
    for (const auto& name : names) {
      const auto path = relative.empty() ? name : relative + "/" + name;
      if (!wanted_ || wanted_(path)) {
        CROSSROOT_CHECK(entry(from, into, name, path, depth));
      }
    }
    return {};
  }

private:
  Result<void> entry(int from,
                     int into,
                     const std::string& name,
                     const std::string& path,
                     unsigned depth)
  {
    if (++entries_ > limits_.entries) {
      return beyond(fmt::format("{} files", limits_.entries));
    }
    // Go's programs are named by import paths, which are ASCII.
    if (std::any_of(name.begin(), name.end(),
                    [](char letter) { return letter < ' ' || letter > '~'; })) {
      return refusal(name, "the ill-named file");
    }
    struct stat seen = {};
    if (::fstatat(from, name.c_str(), &seen, AT_SYMLINK_NOFOLLOW) != 0) {
      return io_error(shown(name), "read", errno);
    }
    CROSSROOT_CHECK(judge(seen, name));
    // Not blocking, in case it has become a FIFO since.
    const os::Descriptor opened(
        ::openat(from, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat status = {};
    if (!opened.open() && errno != ELOOP) {
      return io_error(shown(name), "open", errno);
    }
    if (!opened.open() || ::fstat(opened.get(), &status) != 0 ||
        status.st_dev != seen.st_dev || status.st_ino != seen.st_ino) {
      return refusal(name, "something still at work on");
    }
    if (S_ISDIR(status.st_mode)) {
      return subfolder(opened.get(), into, name, path, depth);
    }
    bytes_ += static_cast<std::uint64_t>(status.st_size);
    if (bytes_ > limits_.bytes) {
      return beyond(fmt::format("{} MiB", limits_.bytes >> 20));
    }
    return copy_open(opened.get(), into, name, shown(name),
                     (status.st_mode & S_IXUSR) != 0 ? 0755 : 0644);
  }

  static Result<void> judge(const struct stat& status, const std::string& name)
  {
    if (S_ISLNK(status.st_mode)) {
      return refusal(name, "the symbolic link");
    }
    // Root could read these, an ordinary user could not: to both they are refused.
    if (S_ISDIR(status.st_mode)) {
      return (status.st_mode & 0500) == 0500 ? Result<void>()
                                             : refusal(name, "the closed folder");
    }
    if (!S_ISREG(status.st_mode)) {
      return refusal(name, "the special file");
    }
    if ((status.st_mode & (S_ISUID | S_ISGID)) != 0) {
      return refusal(name, "the set-id file");
    }
    if ((status.st_mode & S_IRUSR) == 0) {
      return refusal(name, "the unreadable file");
    }
    return {};
  }

  Result<void> subfolder(int from,
                         int into,
                         const std::string& name,
                         const std::string& path,
                         unsigned depth)
  {
    if (::mkdirat(into, name.c_str(), 0755) != 0) {
      return io_error(shown(name), "create", errno);
    }
    const os::Descriptor target(
        ::openat(into, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!target.open()) {
      return io_error(shown(name), "open", errno);
    }
    return folder(from, target.get(), path, depth + 1);
  }

  const std::function<bool(std::string_view)>& wanted_;
  const OutputLimits& limits_;
  std::uint64_t entries_ = 0;
  std::uint64_t bytes_ = 0;
};

} // namespace

Result<std::string> read_left(const fs::path& path, std::uint64_t limit_bytes)
{
  const os::Descriptor file(
      ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat status = {};
  if (!file.open() || ::fstat(file.get(), &status) != 0) {
    return io_error(path.string(), "read", errno);
  }
  if (!S_ISREG(status.st_mode)) {
    return refusal(path.filename().string(), "the special file");
  }
  return os::read_file(fmt::format("/proc/self/fd/{}", file.get()), limit_bytes);
}

Result<void> copy_to_new_inode(const fs::path& from, const fs::path& to, unsigned mode)
{
  const os::Descriptor source(::open(from.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!source.open()) {
    return io_error(from.string(), "open", errno);
  }
  return copy_open(source.get(), AT_FDCWD, to.string(), to.string(), mode);
}

Result<void> collect_outputs(const fs::path& from,
                             const fs::path& into,
                             const std::function<bool(std::string_view)>& wanted,
                             const OutputLimits& limits)
{
  constexpr int k_folder = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  const os::Descriptor source(::open(from.c_str(), k_folder));
  if (!source.open() &&
      (errno == ELOOP || errno == ENOTDIR || errno == ENOENT || errno == EACCES)) {
    return Error(ErrorKind::build, "output",
                 fmt::format("the build left no folder \"{}\" that can be read",
                             from.filename().string()));
  }
  if (!source.open()) {
    return io_error(from.string(), "read", errno);
  }
  const os::Descriptor target(::open(into.c_str(), k_folder));
  if (!target.open()) {
    return io_error(into.string(), "open", errno);
  }
  return Collection(wanted, limits).folder(source.get(), target.get(), "", 0);
}

} // namespace crossroot::exec
