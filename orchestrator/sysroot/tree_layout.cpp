// SPDX-License-Identifier: Apache-2.0
#include "sysroot/tree_layout.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace crossroot::sysroot {

namespace {

Error tree_error(std::string_view verb, const fs::path& path, const std::string& cause)
{
  return Error(ErrorKind::io, "tree", fmt::format("cannot {} {}", verb, path.string()))
      .note("cause", cause);
}

TreeEntry::Kind kind_of(const fs::file_status& status)
{
  switch (status.type()) {
  case fs::file_type::directory: return TreeEntry::Kind::folder;
  case fs::file_type::regular: return TreeEntry::Kind::file;
  case fs::file_type::symlink: return TreeEntry::Kind::link;
  default: return TreeEntry::Kind::other;
  }
}

bool same_content(const fs::path& a, const fs::path& b)
{
  std::error_code failed;
  if (fs::file_size(a, failed) != fs::file_size(b, failed) || failed) {
    return false;
  }
  std::ifstream first(a, std::ios::binary);
  std::ifstream second(b, std::ios::binary);
  return first && second &&
         std::equal(std::istreambuf_iterator<char>(first),
                    std::istreambuf_iterator<char>(),
                    std::istreambuf_iterator<char>(second));
}

} // namespace

bool same_entry(const fs::path& a, const fs::path& b)
{
  std::error_code failed;
  const auto status_a = fs::symlink_status(a, failed);
  const auto status_b = fs::symlink_status(b, failed);
  if (status_a.type() != status_b.type() ||
      status_a.permissions() != status_b.permissions()) {
    return false;
  }
  return fs::is_symlink(status_a)
             ? fs::read_symlink(a, failed) == fs::read_symlink(b, failed)
             : fs::is_regular_file(status_a) && same_content(a, b);
}

std::string multiarch_folder(const Triplet& triplet)
{
  return std::string(triplet.facts().multiarch);
}

std::string library_folder(const fs::path& tree, const Triplet& triplet)
{
  const auto own = "usr/lib/" + multiarch_folder(triplet);
  for (const auto& folder : {own, std::string("usr/lib64"), std::string("usr/lib")}) {
    if (resolve_in_tree(tree, folder + "/" + std::string(triplet.facts().libc_soname))) {
      return folder;
    }
  }
  return own;
}

std::optional<Triplet> triplet_of_tree(const fs::path& tree)
{
  for (const bool multiarch : {true, false}) {
    for (const auto& facts : Triplet::all()) {
      const auto triplet = Triplet::parse(facts.name);
      // musl's loader is the library itself; lib64 does not say which CPU it is of.
      const bool musl = facts.libc == Libc::musl;
      const auto folder = multiarch ? "usr/lib/" + multiarch_folder(*triplet)
                                    : library_folder(tree, *triplet);
      if ((musl || resolve_in_tree(tree, folder + "/libc.so.6")) &&
          ((multiarch && !musl) || resolve_in_tree(tree, std::string(facts.loader)))) {
        return *triplet;
      }
    }
  }
  return std::nullopt;
}

Result<std::vector<TreeEntry>> list_tree(const fs::path& folder)
{
  std::vector<TreeEntry> entries;
  std::error_code failed;
  const auto prefix = folder.string().size() + 1;
  for (auto at = fs::recursive_directory_iterator(folder, failed);
       !failed && at != fs::recursive_directory_iterator(); at.increment(failed)) {
    const auto status = at->symlink_status(failed);
    if (failed) {
      break;
    }
    entries.push_back({kind_of(status), at->path().string().substr(prefix)});
  }
  if (failed) {
    return tree_error("list", folder, failed.message());
  }
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  return entries;
}

Result<void> link_file(const fs::path& from, const fs::path& to)
{
  if (::link(from.c_str(), to.c_str()) == 0) {
    return {};
  }
  const auto refused = errno;
  if (refused != EXDEV && refused != EMLINK && refused != EPERM) {
    return tree_error("link", to, std::strerror(refused));
  }
  std::error_code failed;
  fs::copy_file(from, to, failed);
  return failed ? Result<void>(tree_error("copy to", to, failed.message()))
                : Result<void>();
}

Result<void> link_tree(const fs::path& from,
                       const fs::path& into,
                       const std::function<bool(const std::string&)>& wanted)
{
  CROSSROOT_TRY(const auto entries, list_tree(from));
  for (const auto& entry : entries) {
    if (!wanted(entry.path)) {
      continue;
    }
    const auto to = into / entry.path;
    std::error_code failed;
    if (entry.kind == TreeEntry::Kind::folder) {
      fs::create_directory(to, failed);
      fs::permissions(to, fs::perms(0755), failed);
    } else if (entry.kind == TreeEntry::Kind::link) {
      fs::copy_symlink(from / entry.path, to, failed);
    } else {
      CROSSROOT_CHECK(link_file(from / entry.path, to));
    }
    if (failed) {
      return tree_error("write", to, failed.message());
    }
  }
  return {};
}

std::optional<std::string> resolve_in_tree(const fs::path& tree, std::string path)
{
  std::vector<std::string> done;
  auto pieces = split(path, '/');
  std::vector<std::string> todo(pieces.rbegin(), pieces.rend());
  for (int budget = 256; !todo.empty(); --budget) {
    if (budget == 0) {
      return std::nullopt; // a cycle of links
    }
    const auto piece = todo.back();
    todo.pop_back();
    if (piece.empty() || piece == ".") {
      continue;
    }
    if (piece == "..") {
      if (done.empty()) {
        return std::nullopt;
      }
      done.pop_back();
      continue;
    }
    done.push_back(piece);
    const auto here = tree / join(done, "/");
    std::error_code failed;
    const auto status = fs::symlink_status(here, failed);
    if (failed || status.type() == fs::file_type::not_found) {
      return std::nullopt;
    }
    if (status.type() == fs::file_type::symlink) {
      const auto target = fs::read_symlink(here, failed).string();
      done.pop_back();
      if (target.starts_with('/')) {
        done.clear();
      }
      const auto parts = split(target, '/');
      todo.insert(todo.end(), parts.rbegin(), parts.rend());
    }
  }
  return join(done, "/");
}

} // namespace crossroot::sysroot
