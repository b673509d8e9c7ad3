// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace crossroot::exec {

/// One file that two trees disagree on.
struct FileDifference {
  enum class Kind : std::uint8_t { added, removed, changed };
  std::string path;
  Kind kind = Kind::changed;
  bool operator==(const FileDifference&) const = default;
};

/// Files that differ in content, kind or permission, sorted by path, at most `limit`.
/// Trees of one store share unchanged files as hard links, which are not read.
std::vector<FileDifference> difference_of(const std::filesystem::path& before,
                                          const std::filesystem::path& after,
                                          std::size_t limit);

} // namespace crossroot::exec
