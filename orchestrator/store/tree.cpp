// SPDX-License-Identifier: Apache-2.0
#include "store/tree.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

// A tree's identity is the digest of the message that a remote execution server would be
// sent for it, so that a sysroot made here needs no second digest there. Protocol buffers
// as such are not canonical; the API fixes what is open (one message per folder, nodes of
// each kind sorted by name, no unknown fields) and this file fixes the rest: fields in
// order of number, fields with default values left out. Four messages of strings and
// numbers need no code generator: a length-delimited field is key, length, bytes.
//
//   Directory     { 1: FileNode* 2: DirectoryNode* 3: SymlinkNode* }
//   FileNode      { 1: name 2: Digest 4: is_executable }
//   DirectoryNode { 1: name 2: Digest }
//   SymlinkNode   { 1: name 2: target }
//   Digest        { 1: hash in hexadecimal 2: size_bytes }
namespace crossroot::store {

namespace {

void put_varint(std::string& out, std::uint64_t value)
{
  while (value >= 0x80) {
    out.push_back(static_cast<char>((value & 0x7f) | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<char>(value));
}

void put_bytes(std::string& out, unsigned field, std::string_view bytes)
{
  put_varint(out, std::uint64_t{field} << 3 | 2);
  put_varint(out, bytes.size());
  out += bytes;
}

void put_number(std::string& out, unsigned field, std::uint64_t value)
{
  if (value != 0) {
    put_varint(out, std::uint64_t{field} << 3);
    put_varint(out, value);
  }
}

std::string encode_digest(const Digest& digest, std::uint64_t size)
{
  std::string out;
  put_bytes(out, 1, digest.render());
  put_number(out, 2, size);
  return out;
}

struct Branch {
  Directory directory;
  std::map<std::string, Branch> children;
};

TreeFolder close_branch(Branch& branch)
{
  for (auto& [name, child] : branch.children) {
    branch.directory.folders[name] = close_branch(child);
  }
  return folder_of(branch.directory);
}

} // namespace

std::string encode_directory(const Directory& directory)
{
  std::string out;
  for (const auto& [name, file] : directory.files) {
    std::string node;
    put_bytes(node, 1, name);
    put_bytes(node, 2, encode_digest(file.digest, file.size));
    put_number(node, 4, file.executable ? 1 : 0);
    put_bytes(out, 1, node);
  }
  for (const auto& [name, folder] : directory.folders) {
    std::string node;
    put_bytes(node, 1, name);
    put_bytes(node, 2, encode_digest(folder.digest.digest, folder.size));
    put_bytes(out, 2, node);
  }
  for (const auto& [name, link] : directory.links) {
    std::string node;
    put_bytes(node, 1, name);
    put_bytes(node, 2, link.target);
    put_bytes(out, 3, node);
  }
  return out;
}

TreeFolder folder_of(const Directory& directory)
{
  const auto bytes = encode_directory(directory);
  return {TreeDigest{Digest::of(bytes)}, bytes.size()};
}

Result<TreeFolder> tree_of_paths(const std::map<std::string, TreeLeaf>& leaves)
{
  Branch top;
  for (const auto& [path, leaf] : leaves) {
    auto* branch = &top;
    const auto parts = split(path, '/');
    const auto clash = [&path =
                            path] { // clang 14 captures no structured binding by itself
      return Error(ErrorKind::definition, "tree",
                   fmt::format("{} is both a file and a folder", path));
    };
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
      const std::string name(parts[i]);
      if (branch->directory.files.contains(name) ||
          branch->directory.links.contains(name)) {
        return clash();
      }
      branch = &branch->children[name];
    }
    const std::string name(parts.back());
    if (branch->children.contains(name)) {
      return clash();
    }
    if (const auto* file = std::get_if<TreeFile>(&leaf)) {
      branch->directory.files[name] = *file;
    } else {
      branch->directory.links[name] = std::get<TreeLink>(leaf);
    }
  }
  return close_branch(top);
}

bool link_escapes(std::string_view folder, std::string_view target)
{
  if (target.empty() || target.front() == '/') {
    return true;
  }
  long depth = 0;
  for (const auto part : split(folder, '/')) {
    depth += part.empty() ? 0 : 1;
  }
  for (const auto part : split(target, '/')) {
    if (part == "..") {
      if (--depth < 0) {
        return true;
      }
    } else if (!part.empty() && part != ".") {
      ++depth;
    }
  }
  return false;
}

} // namespace crossroot::store
