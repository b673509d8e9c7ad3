// SPDX-License-Identifier: Apache-2.0
#include "store/folder_walk.hpp"

#include "store/disk_error.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <memory>

namespace crossroot::store {

namespace {

namespace fs = std::filesystem;

constexpr unsigned k_depth_limit = 200; // the kernel's own 4096-byte paths end near there

struct CloseDescriptor {
  int number = -1;
  ~CloseDescriptor()
  {
    if (number >= 0) {
      ::close(number);
    }
  }
};

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

std::int64_t nanoseconds(const struct statx_timestamp& time)
{
  return time.tv_sec * 1'000'000'000 + time.tv_nsec;
}

FileIdentity identity_of(const struct statx& facts)
{
  const bool has_birth = (facts.stx_mask & STATX_BTIME) != 0;
  return {makedev(facts.stx_dev_major, facts.stx_dev_minor), facts.stx_ino,
          facts.stx_size, nanoseconds(facts.stx_mtime),
          nanoseconds(has_birth ? facts.stx_btime : facts.stx_ctime)};
}

Error refused(const fs::path& path, std::string_view what)
{
  return Error(ErrorKind::digest_mismatch, "tree",
               fmt::format("{} {}, which no tree may hold", path.string(), what));
}

class Walk {
public:
  explicit Walk(const WalkSettings& settings) : settings_(settings) {}

  Result<TreeFolder> folder(int parent,
                            const std::string& name,
                            const fs::path& path,
                            const std::string& relative,
                            unsigned depth)
  {
    if (depth > k_depth_limit) {
      return refused(path, fmt::format("lies deeper than {} folders", k_depth_limit));
    }
    const int number =
        ::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (number < 0) {
      return disk_error("cannot open folder", path, errno);
    }
    const std::unique_ptr<DIR, CloseFolder> stream(::fdopendir(number));
    CROSSROOT_TRY(auto names, names_in(stream.get(), path));
    Directory directory;
    for (const auto& child : names) {
      CROSSROOT_CHECK(entry(number, child, path, relative, depth, directory));
    }
    const bool top = depth == 0;
    if (settings_.modes == WalkSettings::Modes::seal && !top &&
        ::fchmod(number, 0555) != 0) {
      return disk_error("cannot change the mode of", path, errno);
    }
    result_.folders.push_back(path);
    return folder_of(directory);
  }

  WalkedFolder take() { return std::move(result_); }

private:
  static Result<std::vector<std::string>> names_in(DIR* stream, const fs::path& path)
  {
    std::vector<std::string> names;
    errno = 0;
    while (const auto* item = ::readdir(stream)) {
      const std::string_view name = item->d_name;
      if (name != "." && name != "..") {
        names.emplace_back(name);
      }
      errno = 0;
    }
    if (errno != 0) {
      return disk_error("cannot list", path, errno);
    }
    std::sort(names.begin(), names.end()); // so that the first refusal is always the same
    return names;
  }

  Result<void> entry(int parent,
                     const std::string& name,
                     const fs::path& folder_path,
                     const std::string& folder_name,
                     unsigned depth,
                     Directory& into)
  {
    const auto path = folder_path / name;
    struct statx facts {};
    if (::statx(parent, name.c_str(), AT_SYMLINK_NOFOLLOW,
                STATX_BASIC_STATS | STATX_BTIME, &facts) != 0) {
      return disk_error("cannot look at", path, errno);
    }
    if (S_ISDIR(facts.stx_mode)) {
      const auto relative = folder_name.empty() ? name : folder_name + "/" + name;
      CROSSROOT_TRY(into.folders[name], folder(parent, name, path, relative, depth + 1));
      return {};
    }
    if (S_ISLNK(facts.stx_mode)) {
      CROSSROOT_TRY(into.links[name], link(parent, name, path, folder_name));
      return {};
    }
    if (!S_ISREG(facts.stx_mode)) {
      return refused(path, "is a device, socket or FIFO");
    }
    if ((facts.stx_mode & (S_ISUID | S_ISGID)) != 0) {
      return refused(path, "has a set-id bit");
    }
    CROSSROOT_TRY(into.files[name], file(parent, name, path, facts));
    return {};
  }

  static Result<TreeLink> link(int parent,
                               const std::string& name,
                               const fs::path& path,
                               const std::string& folder_name)
  {
    std::string target(PATH_MAX, '\0');
    const auto length = ::readlinkat(parent, name.c_str(), target.data(), target.size());
    if (length < 0) {
      return disk_error("cannot read the link", path, errno);
    }
    target.resize(static_cast<std::size_t>(length));
    if (link_escapes(folder_name, target)) {
      return refused(path, fmt::format("is a link to {}, outside of it", target));
    }
    return TreeLink{std::move(target)};
  }

  Result<TreeFile> file(int parent,
                        const std::string& name,
                        const fs::path& path,
                        const struct statx& facts)
  {
    const bool executable = (facts.stx_mode & S_IXUSR) != 0;
    const mode_t sealed = executable ? 0555 : 0444;
    if (settings_.modes == WalkSettings::Modes::seal &&
        (facts.stx_mode & 07777) != sealed &&
        ::fchmodat(parent, name.c_str(), sealed, 0) != 0) {
      return disk_error("cannot change the mode of", path, errno);
    }
    ++result_.files;
    result_.file_bytes += facts.stx_size;
    const auto identity = identity_of(facts);
    if (settings_.cache != nullptr) {
      if (const auto known = settings_.cache->find(identity)) {
        return TreeFile{*known, facts.stx_size, executable};
      }
    }
    const CloseDescriptor open{
        ::openat(parent, name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)};
    if (open.number < 0) {
      return disk_error("cannot open", path, errno);
    }
    CROSSROOT_TRY(const auto digest, digest_descriptor(open.number, path));
    result_.hashed.push_back({identity, digest});
    return TreeFile{digest, facts.stx_size, executable};
  }

  WalkSettings settings_;
  WalkedFolder result_;
};

} // namespace

Result<WalkedFolder> walk_folder(const fs::path& folder, const WalkSettings& settings)
{
  Walk walk(settings);
  CROSSROOT_TRY(const auto tree, walk.folder(AT_FDCWD, folder.string(), folder, "", 0));
  auto walked = walk.take();
  walked.tree = tree;
  return walked;
}

Result<Digest> digest_descriptor(int descriptor, const fs::path& path)
{
  thread_local std::array<std::byte, 128 * 1024> buffer;
  Hasher hasher;
  for (;;) {
    const auto got = ::read(descriptor, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      return disk_error("cannot read", path, errno);
    }
    if (got == 0) {
      return hasher.finish();
    }
    hasher.update(std::span(buffer.data(), static_cast<std::size_t>(got)));
  }
}

} // namespace crossroot::store
