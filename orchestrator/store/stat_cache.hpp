// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/tree.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace crossroot::store {

/// What a file of a source looked like when its digest was taken.
struct StatLine {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t written_ns = 0; ///< mtime
  std::int64_t changed_ns = 0; ///< ctime; 0: too young to be trusted, equal to nothing
  bool executable = false;
  Digest digest;

  bool same_file(const StatLine& other) const;
  bool operator==(const StatLine&) const = default;
};

/// All files of one source as of its last snapshot.
struct StatCache {
  TreeDigest tree; ///< what the snapshot became
  std::map<std::string, StatLine> lines;

  std::string render() const;
  /// Nothing for anything but the whole text of a cache: it is then made anew.
  static std::optional<StatCache> parse(std::string_view text);
  bool operator==(const StatCache&) const = default;
};

} // namespace crossroot::store
