// SPDX-License-Identifier: Apache-2.0
// A sysroot is a dozen packages in one tree. Copying them costs hundreds of megabytes a
// target; an overlay mount needs rights that a user does not have. Hard links to the
// files of the unpacked packages cost neither, and since the store's files are read-only
// and are only ever replaced, never written, a link is as good as a copy. What the
// packages do not say by themselves (the links /lib → usr/lib, files that are left out)
// is a fix-up, and each is recorded.
#include "archive/entry_path.hpp"
#include "base/text.hpp"
#include "sysroot/consistency.hpp"
#include "sysroot/sysroot.hpp"
#include "sysroot/tree_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace crossroot::sysroot {

namespace {

constexpr std::array<std::string_view, 6> k_top_links{"bin",   "lib",    "lib32",
                                                      "lib64", "libx32", "sbin"};

/// The tree as it grows: which package gave each path, and what was done to it.
struct Composition {
  fs::path into;
  const Definition& definition;
  std::map<std::string, const PackageTree*> owners; ///< files and links
  std::map<std::string, std::string> folded;        ///< path without case → path
  std::map<std::string, std::uint64_t> pruned;      ///< glob → files left out
  std::vector<std::string> fixups;
};

const std::string* prune_glob(const Definition& definition, const std::string& path)
{
  for (const auto& glob : definition.prune) {
    // "usr/share/doc/**" means the folder too, once nothing is left in it.
    if (matches_glob(glob, path) || glob == path + "/**") {
      return &glob;
    }
  }
  return nullptr;
}

Error conflict(const std::string& path,
               const std::string& first,
               const std::string& second)
{
  return Error(ErrorKind::definition, "compose",
               fmt::format("two packages bring different files {}", path))
      .note("first", first)
      .note("second", second)
      .hint("omit one of them in the definition, or prune the file");
}

void note_case_pair(Composition& tree, const std::string& path)
{
  const auto [other, fresh] = tree.folded.emplace(archive::fold_case(path), path);
  if (!fresh && other->second != path) {
    tree.fixups.push_back(fmt::format("case pair {} {}", std::min(other->second, path),
                                      std::max(other->second, path)));
  }
}

Result<void> add_link(Composition& tree, const fs::path& from, const std::string& path)
{
  std::error_code failed;
  auto target = fs::read_symlink(from, failed).string();
  if (target.starts_with('/')) {
    // Unpacking already does this; a tree made otherwise must not point at the host.
    const auto to = archive::link_destination(path, target).value_or("");
    target = archive::relative_target(path, archive::merge_usr(to));
    tree.fixups.push_back(fmt::format("relative link {} {}", path, target));
  }
  fs::create_symlink(target, tree.into / path, failed);
  return failed ? Result<void>(Error(ErrorKind::io, "compose", "cannot link " + path)
                                   .note("cause", failed.message()))
                : Result<void>();
}

Result<void>
add_folder(Composition& tree, const PackageTree& package, const std::string& path)
{
  if (const auto owner = tree.owners.find(path); owner != tree.owners.end()) {
    return conflict(path, owner->second->name, package.name);
  }
  std::error_code failed;
  fs::create_directory(tree.into / path, failed);
  if (!failed) {
    fs::permissions(tree.into / path, fs::perms(0755), failed);
  }
  return failed ? Result<void>(Error(ErrorKind::io, "compose", "cannot make " + path)
                                   .note("cause", failed.message()))
                : Result<void>();
}

Result<void>
add_entry(Composition& tree, const PackageTree& package, const TreeEntry& entry)
{
  if (const auto* glob = prune_glob(tree.definition, entry.path)) {
    tree.pruned[*glob] += entry.kind == TreeEntry::Kind::folder ? 0 : 1;
    return {};
  }
  if (archive::merge_usr(entry.path) != entry.path) {
    return Error(ErrorKind::bug, "compose",
                 fmt::format("{} was unpacked without merging /usr: {}", package.name,
                             entry.path));
  }
  if (entry.kind == TreeEntry::Kind::folder) {
    return add_folder(tree, package, entry.path);
  }
  const auto from = package.folder / entry.path;
  const auto to = tree.into / entry.path;
  const auto [owner, fresh] = tree.owners.emplace(entry.path, &package);
  if (!fresh || fs::exists(fs::symlink_status(to))) {
    if (!same_entry(from, to)) {
      return conflict(entry.path, owner->second->name, package.name);
    }
    if (!fresh) {
      tree.fixups.push_back(fmt::format("same file {} in {} and {}", entry.path,
                                        owner->second->name, package.name));
    }
    return {};
  }
  note_case_pair(tree, entry.path);
  if (entry.kind == TreeEntry::Kind::link) {
    return add_link(tree, from, entry.path);
  }
  return link_file(from, to);
}

Result<void> add_top_links(Composition& tree)
{
  for (const auto name : k_top_links) {
    const auto target = fs::path("usr") / std::string(name);
    std::error_code failed;
    if (!fs::is_directory(tree.into / target, failed)) {
      continue;
    }
    fs::create_symlink(target, tree.into / std::string(name), failed);
    if (failed) {
      return Error(ErrorKind::io, "compose", fmt::format("cannot link {}", name))
          .note("cause", failed.message());
    }
    tree.fixups.push_back(fmt::format("merged /usr: {} {}", name, target.string()));
  }
  return {};
}

/// Links `from/X` as `to/X` for each X, paths below the tree; into folders that are there
/// already, entry by entry.
Result<void>
link_entries(Composition& tree, const std::string& from, const std::string& to)
{
  std::vector<std::string> names;
  std::error_code failed;
  for (fs::directory_iterator at(tree.into / from, failed), end; !failed && at != end;
       at.increment(failed)) {
    names.push_back(at->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  for (const auto& name : names) {
    const auto source = fmt::format("{}/{}", from, name);
    const auto place = fmt::format("{}/{}", to, name);
    const auto there = fs::symlink_status(tree.into / place).type();
    if (there == fs::file_type::directory && fs::is_directory(tree.into / source)) {
      CROSSROOT_CHECK(link_entries(tree, source, place));
      continue;
    }
    if (there != fs::file_type::not_found) {
      return conflict(place, "the kernel's or the compiler's", source);
    }
    fs::create_symlink(archive::relative_target(place, source), tree.into / place,
                       failed);
    if (failed) {
      break;
    }
  }
  return failed ? Result<void>(Error(ErrorKind::io, "compose", "cannot link " + from)
                                   .note("cause", failed.message()))
                : Result<void>();
}

/// clang looks for gcc's parts under the target's whole name, and for some CPUs under no
/// other; those that ask nothing of a libc are the same for all.
Result<void> add_gcc_link(Composition& tree, std::string_view target)
{
  const fs::path folder = tree.into / "usr/lib/gcc";
  std::error_code failed;
  fs::directory_iterator at(folder, failed);
  if (failed || at == fs::directory_iterator()) {
    return {}; // a runtime root
  }
  const auto name = at->path().filename().string();
  fs::create_symlink(name, folder / target, failed);
  if (failed) {
    return Error(ErrorKind::io, "compose", fmt::format("cannot link {}", target))
        .note("cause", failed.message());
  }
  tree.fixups.push_back(fmt::format("gcc's parts for {}: {}", target, name));
  return {};
}

/// Debian puts a second libc into folders of its own, where only a specs file of gcc's
/// looks. Compilers search usr/include and usr/lib, where musl's own distributions have
/// it; in a tree that holds no other libc it can stand there, too.
Result<void> add_musl_links(Composition& tree)
{
  for (const auto& facts : Triplet::all()) {
    for (const std::string top : {"usr/include", "usr/lib"}) {
      const auto folder = fmt::format("{}/{}", top, facts.multiarch);
      if (facts.libc != Libc::musl || !fs::is_directory(tree.into / folder)) {
        continue;
      }
      CROSSROOT_CHECK(link_entries(tree, folder, top));
      tree.fixups.push_back(fmt::format("musl in {}", top));
      if (top == "usr/lib") {
        CROSSROOT_CHECK(add_gcc_link(tree, facts.llvm_triple));
      }
    }
  }
  return {};
}

} // namespace

Result<std::vector<std::string>> compose(const std::vector<PackageTree>& packages,
                                         const Definition& definition,
                                         const fs::path& into)
{
  Composition tree{into, definition, {}, {}, {}, {}};
  for (const auto& package : packages) {
    CROSSROOT_TRY(const auto entries, list_tree(package.folder));
    for (const auto& entry : entries) {
      CROSSROOT_CHECK(add_entry(tree, package, entry));
    }
  }
  CROSSROOT_CHECK(add_top_links(tree));
  if (definition.libc_kind == Libc::musl) {
    CROSSROOT_CHECK(add_musl_links(tree));
  }
  for (const auto& [glob, count] : tree.pruned) {
    tree.fixups.push_back(fmt::format("pruned {}: {} files", glob, count));
  }
  if (definition.role == Definition::Role::sysroot) {
    CROSSROOT_CHECK(check_consistency(into, definition, packages));
  }
  std::sort(tree.fixups.begin(), tree.fixups.end());
  return std::move(tree.fixups);
}

} // namespace crossroot::sysroot
