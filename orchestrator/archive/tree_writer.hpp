// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "archive/archive.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

namespace crossroot::archive {

/// Gives the next piece of a file's content; an empty one ends it.
using ContentSource = std::function<Result<std::span<const std::byte>>()>;

/// Carries out an UnpackPolicy: every entry of an archive passes through it, in archive
/// order. Names are the archive's own; they are checked and rewritten here. Not
/// thread-safe. Any Error leaves the folder half-written, to be thrown away.
class TreeWriter {
public:
  /// `source` names the archive in messages.
  TreeWriter(fs::path into, const UnpackPolicy& policy, std::string source);

  Result<void> folder(std::string_view name);
  Result<void> file(std::string_view name, bool executable, const ContentSource& content);
  Result<void> symbolic_link(std::string_view name, std::string_view target);
  Result<void> hard_link(std::string_view name, std::string_view target);
  /// An entry of a kind that no tree may hold.
  Error refuse_kind(std::string_view name, std::string_view kind) const;

private:
  enum class Kind : std::uint8_t { folder, file, link };
  struct Place {
    std::string original; ///< cleaned, before merging /usr
    std::string path;     ///< where it goes; "" is the root
    bool skipped = false;
  };

  Result<Place> place(std::string_view name);
  Result<void> make_parents(std::string_view path);
  Result<void> claim(const std::string& path, Kind kind);
  Result<void>
  write_content(int descriptor, const std::string& path, const ContentSource& content);
  Result<void> compare_content(const std::string& path, const ContentSource& content);
  Error refuse(std::string_view name, std::string cause) const;
  Error system_error(std::string_view name, int number) const;

  fs::path into_;
  const UnpackPolicy& policy_;
  std::string source_;
  std::unordered_map<std::string, Kind> written_; ///< looked up, never listed
  std::unordered_map<std::string, std::string> folded_;
  std::uint64_t entries_ = 0;
  std::uint64_t bytes_ = 0;
};

} // namespace crossroot::archive
