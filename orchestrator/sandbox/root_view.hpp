// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

namespace crossroot::sandbox {

/// One entry of the sandbox's / made from the tree that spec.root names.
struct RootEntry {
  struct Bind {
    std::filesystem::path host;
  };
  struct Link {
    std::string target;
  };
  struct Text {
    std::string content;
  };
  std::string inside; ///< "/usr", "/etc/passwd"
  std::variant<Bind, Link, Text> what;
};

/// What of the tree `root` stands where, sorted by place: folders are bound, symbolic
/// links made again, and /etc gets the few files without which a C library cannot
/// name its own user. An empty path is an empty tree.
Result<std::vector<RootEntry>> view_of_root(const std::filesystem::path& root);

} // namespace crossroot::sandbox
