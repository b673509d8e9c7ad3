// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/identity.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace crossroot::store {

/// A regular file as a tree sees it: content and whether it may be run. Owner, times
/// and the other mode bits are no part of a tree.
struct TreeFile {
  Digest digest;
  std::uint64_t size = 0;
  bool executable = false;
  bool operator==(const TreeFile&) const = default;
};

struct TreeLink {
  std::string target;
  bool operator==(const TreeLink&) const = default;
};

/// A folder by the digest and size of its encoded message.
struct TreeFolder {
  TreeDigest digest;
  std::uint64_t size = 0;
  bool operator==(const TreeFolder&) const = default;
};

/// One folder: names (single components) in byte order.
struct Directory {
  std::map<std::string, TreeFile> files;
  std::map<std::string, TreeFolder> folders;
  std::map<std::string, TreeLink> links;
};

/// The canonical bytes of the Remote Execution API's Directory message: fields by number,
/// nodes by name, defaults left out. Equal folders have equal bytes.
std::string encode_directory(const Directory& directory);
/// The folder as its parent names it.
TreeFolder folder_of(const Directory& directory);

/// The tree of files and links given by relative path ("a/b.c"); folders follow from the
/// paths. A name that is both a file and a folder is an Error.
using TreeLeaf = std::variant<TreeFile, TreeLink>;
Result<TreeFolder> tree_of_paths(const std::map<std::string, TreeLeaf>& leaves);

/// Whether a link standing in `folder` ("usr/lib", "" for the top) leaves the tree when
/// it is followed by its text: absolute, or more ".." than there are folders.
bool link_escapes(std::string_view folder, std::string_view target);

} // namespace crossroot::store
