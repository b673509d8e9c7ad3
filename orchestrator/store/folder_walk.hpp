// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/digest_cache.hpp"
#include "store/tree.hpp"

#include <filesystem>
#include <vector>

namespace crossroot::store {

/// How a folder is read as a tree.
struct WalkSettings {
  enum class Modes : std::uint8_t {
    keep, ///< change nothing
    seal, ///< 0444, 0555 for programs and folders; the top is left to the caller
  };
  Modes modes = Modes::keep;
  DigestCache* cache = nullptr; ///< null: read every byte
};

struct WalkedFolder {
  TreeFolder tree;
  std::uint64_t files = 0;
  std::uint64_t file_bytes = 0;
  std::vector<DigestCache::Line> hashed;      ///< files that had to be read
  std::vector<std::filesystem::path> folders; ///< children before parents, top last
};

/// Digests a folder as it stands on disk. Devices, sockets, FIFOs, set-id files and
/// escaping links are refused with their path; links are never followed.
Result<WalkedFolder> walk_folder(const std::filesystem::path& folder,
                                 const WalkSettings& settings);

/// The digest of an open file's bytes from its current offset to the end.
Result<Digest> digest_descriptor(int descriptor, const std::filesystem::path& path);

} // namespace crossroot::store
