// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace crossroot::exec {

/// How much a build may leave. Far above what any program is; below what fills a disk
/// or keeps hashing busy for an hour.
struct OutputLimits {
  std::uint64_t bytes = std::uint64_t{16} << 30; ///< of all files, holes included
  std::uint64_t entries = 200'000;               ///< files and folders
  unsigned depth = 100;                          ///< folders within each other
};

/// Copies what a sandbox left in `from` to new inodes below the existing folder `into`:
/// plain files and folders only. Links, devices, FIFOs, sockets, set-id bits and what is
/// beyond the limits are refused (Error of kind build) by name. Files become 0755 if the
/// owner may execute them, else 0644; extended attributes are not copied, holes are kept.
/// Call it when everything that could still write is dead; should something live after
/// all, it can spoil the copy but not lead it out of `from`. `wanted` sees the path
/// relative to `from`; a folder that it refuses is not entered.
Result<void> collect_outputs(const std::filesystem::path& from,
                             const std::filesystem::path& into,
                             const std::function<bool(std::string_view)>& wanted = {},
                             const OutputLimits& limits = {});

/// A file that a sandbox left, without following a link or waiting on a FIFO.
Result<std::string> read_left(const std::filesystem::path& path,
                              std::uint64_t limit_bytes);

/// One regular file, to a new inode with these permissions; replaces nothing.
Result<void> copy_to_new_inode(const std::filesystem::path& from,
                               const std::filesystem::path& to,
                               unsigned mode);

} // namespace crossroot::exec
