// SPDX-License-Identifier: Apache-2.0
#include "store/disk_store.hpp"

#include "store/blob_writer.hpp"
#include "store/disk_error.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

// What is published never changes, so readers need no lock. What may vanish does so only
// under the exclusive store lock, which nobody gets while another store is open. Hence
// also the cure for what a killed process leaves behind: whoever opens the store and
// happens to be alone empties tmp first; age or process numbers need not be guessed.
namespace crossroot::store {

namespace {

constexpr const char* k_folders[] = {"blobs",  "trees", "actions", "latest",    "roots",
                                     "caches", "tmp",   "locks",   "quarantine"};

bool layout_is_complete(const fs::path& root)
{
  return std::all_of(std::begin(k_folders), std::end(k_folders), [&](const char* name) {
    std::error_code failed;
    return fs::is_directory(root / name, failed);
  });
}

void empty_temporaries(const fs::path& folder)
{
  for (const auto& left_behind : entries_of(folder)) {
    [[maybe_unused]] const auto removed = os::remove_tree(left_behind);
  }
}

} // namespace

Result<std::unique_ptr<Store>> Store::open(const fs::path& root)
{
  using Access = DiskStore::Access;
  const bool complete = layout_is_complete(root);
  if (complete && ::access((root / "tmp").c_str(), W_OK) != 0) {
    return std::unique_ptr<Store>(
        std::make_unique<DiskStore>(root, Access::read_only, std::nullopt));
  }
  CROSSROOT_CHECK(make_store_folder(root));
  for (const char* name : k_folders) {
    CROSSROOT_CHECK(make_store_folder(root / name));
  }
  const auto lock = root / "locks" / "store";
  if (!entries_of(root / "tmp").empty()) {
    CROSSROOT_TRY(const auto alone,
                  os::FileLock::attempt(lock, os::FileLock::Mode::exclusive));
    if (alone) {
      empty_temporaries(root / "tmp");
    }
  }
  CROSSROOT_TRY(auto in_use, os::FileLock::wait(lock, os::FileLock::Mode::shared));
  return std::unique_ptr<Store>(
      std::make_unique<DiskStore>(root, Access::read_write, std::move(in_use)));
}

DiskStore::DiskStore(fs::path root, Access access, std::optional<os::FileLock> in_use)
    : root_(std::move(root)), access_(access), in_use_(std::move(in_use)),
      digests_(root_ / "caches" / "digests")
{
}

Result<void> DiskStore::must_be_writable() const
{
  if (access_ == Access::read_write) {
    return {};
  }
  return disk_error("cannot write to the store", root_, EROFS);
}

bool DiskStore::has_blob(const Digest& digest) const
{
  return ::access(blob_path(digest).c_str(), F_OK) == 0;
}

fs::path DiskStore::blob_path(const Digest& digest) const
{
  const auto hex = digest.render();
  return root_ / "blobs" / hex.substr(0, 2) / hex;
}

Result<std::unique_ptr<BlobWriter>> DiskStore::write_blob()
{
  CROSSROOT_CHECK(must_be_writable());
  return make_blob_writer(root_ / "tmp", root_ / "blobs");
}

Result<Digest> DiskStore::put_blob(std::string_view bytes)
{
  const auto digest = Digest::of(bytes);
  if (has_blob(digest)) {
    return digest;
  }
  CROSSROOT_TRY(const auto writer, write_blob());
  CROSSROOT_CHECK(writer->append(std::as_bytes(std::span(bytes))));
  return writer->commit(digest, bytes.size());
}

Result<std::string> DiskStore::read_blob(const Digest& digest) const
{
  const auto path = blob_path(digest);
  CROSSROOT_TRY(auto bytes, os::read_file(path));
  if (Digest::of(bytes) != digest) {
    return Error(ErrorKind::digest_mismatch, "store",
                 fmt::format("blob {} is damaged", digest.render()))
        .note("cause", quarantine(path, "blob"))
        .hint("crossroot fetch");
  }
  return bytes;
}

std::string DiskStore::quarantine(const fs::path& path, std::string_view what) const
{
  const auto name = fmt::format("{}-{}", what, path.filename().string());
  for (unsigned i = 0; i < 1000; ++i) {
    const auto place =
        root_ / "quarantine" / (i == 0 ? name : fmt::format("{}.{}", name, i));
    if (::access(place.c_str(), F_OK) == 0) {
      continue;
    }
    // A folder without write permission cannot be given a new parent.
    struct stat facts {};
    if (::lstat(path.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode)) {
      ::chmod(path.c_str(), 0755);
    }
    if (::rename(path.c_str(), place.c_str()) == 0) {
      return fmt::format("{} {}: moved to {}", what, path.filename().string(),
                         place.string());
    }
    break;
  }
  return fmt::format("{} {}: damaged and could not be moved away", what,
                     path.filename().string());
}

Result<fs::path> DiskStore::cache_folder(std::string_view name)
{
  CROSSROOT_CHECK(must_be_writable());
  const auto path = root_ / "caches" / fs::path(name);
  CROSSROOT_CHECK(make_store_folder(path));
  return path;
}

std::vector<fs::path> entries_of(const fs::path& folder)
{
  std::vector<fs::path> found;
  std::error_code failed;
  for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    found.push_back(entry->path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<fs::path> fanned_entries_of(const fs::path& folder)
{
  std::vector<fs::path> found;
  for (const auto& fan : entries_of(folder)) {
    auto inside = entries_of(fan);
    found.insert(found.end(), inside.begin(), inside.end());
  }
  return found;
}

Result<void> make_store_folder(const fs::path& path)
{
  if (::mkdir(path.c_str(), 0755) == 0) {
    // The umask of whoever came first must not lock out the uid that builds drop to.
    if (::chmod(path.c_str(), 0755) != 0) {
      return disk_error("cannot change the mode of", path, errno);
    }
    return {};
  }
  if (errno == ENOENT && path.has_relative_path()) {
    CROSSROOT_CHECK(make_store_folder(path.parent_path()));
    return make_store_folder(path);
  }
  std::error_code failed;
  if (errno == EEXIST && fs::is_directory(path, failed)) {
    return {};
  }
  return disk_error("cannot make folder", path, errno);
}

} // namespace crossroot::store
