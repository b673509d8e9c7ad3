// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "target/triplet.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::sysroot {

namespace fs = std::filesystem;

/// Debian's multiarch folder name: the triplet's own, but i386-linux-gnu for i686.
std::string multiarch_folder(const Triplet& triplet);

/// Where the tree has the triplet's libc, and so its other libraries: the multiarch
/// folder, usr/lib64 or usr/lib. The first of these if there is no libc.
std::string library_folder(const fs::path& tree, const Triplet& triplet);

/// The triplet whose libc stands in the tree; nothing if there is none.
std::optional<Triplet> triplet_of_tree(const fs::path& tree);

/// One entry of a folder, with its path below the folder walked.
struct TreeEntry {
  enum class Kind : std::uint8_t { folder, file, link, other };
  Kind kind = Kind::other;
  std::string path;
};
/// All entries below `folder`, sorted by path (a folder before its content), links not
/// followed.
Result<std::vector<TreeEntry>> list_tree(const fs::path& folder);

/// Whether two entries are of one kind, mode and content; a link's content is its text.
bool same_entry(const fs::path& a, const fs::path& b);

/// Hard-links a file, or copies it where the file system refuses another link. The
/// target must not exist.
Result<void> link_file(const fs::path& from, const fs::path& to);
/// Links `from` into the existing empty folder `into`; entries for which `wanted` says
/// no are left out.
Result<void> link_tree(const fs::path& from,
                       const fs::path& into,
                       const std::function<bool(const std::string&)>& wanted);

/// Follows links inside the tree by their names and gives the path, below the tree, of
/// the real file; nothing if there is none, or if it leaves the tree.
std::optional<std::string> resolve_in_tree(const fs::path& tree, std::string path);

} // namespace crossroot::sysroot
