// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace crossroot::os {

namespace fs = std::filesystem;

/// The whole file; an Error (io) names the path and the reason. Refuses files above
/// `limit_bytes`.
Result<std::string> read_file(const fs::path& path,
                              std::uint64_t limit_bytes = std::uint64_t{1} << 30);

/// Replaces the file as one step: temporary in the same folder, fsync, rename, fsync of
/// the folder. Either the old or the new content is there whenever the machine stops.
Result<void>
write_file(const fs::path& path, std::string_view content, unsigned mode = 0644);

Result<void> make_folders(const fs::path& path); ///< mkdir -p, 0755
/// Removes a file or a whole tree, read-only folders in it too; missing is fine. Never
/// follows a symbolic link.
Result<void> remove_tree(const fs::path& path);
/// rename(2), then fsync of both folders.
Result<void> rename_into_place(const fs::path& from, const fs::path& to);
Result<void> sync_file(const fs::path& path);

/// A fresh folder that is removed with its content unless released.
class TempFolder {
public:
  static Result<TempFolder> make(const fs::path& parent, std::string_view prefix);
  TempFolder(TempFolder&& other) noexcept;
  TempFolder& operator=(TempFolder&& other) noexcept;
  ~TempFolder();

  const fs::path& path() const { return path_; }
  fs::path release(); ///< the caller owns the folder from now on

private:
  explicit TempFolder(fs::path path) : path_(std::move(path)) {}
  fs::path path_;
};

/// An advisory flock(2) on a file that stays behind. Released on destruction and by the
/// kernel when the process dies.
class FileLock {
public:
  enum class Mode : std::uint8_t { shared, exclusive };
  static Result<FileLock> wait(const fs::path& path, Mode mode);
  /// Nothing if another process holds it.
  static Result<std::optional<FileLock>> attempt(const fs::path& path, Mode mode);
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  ~FileLock();

private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

} // namespace crossroot::os
