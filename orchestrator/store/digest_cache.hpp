// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/digest.hpp"

#include <compare>
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace crossroot::store {

/// What tells one published file from every other without reading it.
struct FileIdentity {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t written_ns = 0; ///< mtime
  std::int64_t made_ns = 0; ///< birth of the inode; its ctime where births are not kept
  auto operator<=>(const FileIdentity&) const = default;
};

/// Digests of files that stand in published trees, so that a tree composed of hard links
/// to them is digested without reading a byte. Read on first use. Thread-safe.
class DigestCache {
public:
  struct Line {
    FileIdentity file;
    Digest digest;
  };

  /// `path` may be empty: then nothing is loaded or kept.
  explicit DigestCache(std::filesystem::path path) : path_(std::move(path)) {}

  std::optional<Digest> find(const FileIdentity& file);
  /// Remembers, and appends to the file; a failure to write costs time later, no more.
  void add(const std::vector<Line>& lines);
  void forget_all();

private:
  void read_records();
  void index_records();
  std::optional<Digest> scan(const FileIdentity& file) const;

  std::filesystem::path path_;
  std::mutex mutex_;
  bool read_ = false;
  unsigned scans_ = 0;
  std::string records_; ///< as on disk, while nothing is indexed
  std::map<FileIdentity, Digest> known_;
};

} // namespace crossroot::store
