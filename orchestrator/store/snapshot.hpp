// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/store.hpp"

#include <string>
#include <vector>

namespace crossroot::store {

/// A source as it stood at one moment, published as a tree.
struct SourceSnapshot {
  TreeDigest tree;
  std::uint64_t files = 0;
  /// Symbolic links that lead out of the source: not in the tree, worth a warning.
  std::vector<std::string> left_out;
};

/// Publishes the given files (relative paths, any order) of `root` as a tree. A file that
/// is no longer there is passed over; a folder, device or FIFO, and a path that leads
/// through a symbolic link, are Errors (definition). Unchanged files are neither read
/// nor copied again: their stat is kept in caches/stat, their bytes in the last tree.
Result<SourceSnapshot> snapshot_source(Store& store,
                                       const fs::path& root,
                                       const std::vector<std::string>& files);

/// The digest that the files of `folder` would have as a tree, without reading those
/// whose stat is as it was the last time. Empty folders do not count. For folders outside
/// the store, where a user may write: nothing there is trusted for longer than its stat
/// is.
Result<TreeDigest> digest_remembered(Store& store, const fs::path& folder);

} // namespace crossroot::store
