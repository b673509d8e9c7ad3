// SPDX-License-Identifier: Apache-2.0
// Third-party libraries stand in the sysroot itself, not beside it: packages in the wild
// say -I/usr/include/libfoo and -L/usr/lib, .pc files say prefix=/usr, and a linker looks
// into one sysroot. The base's own files stay what they are, since a libc that is half of
// one distribution and half of another links and then fails. A newer distribution's
// archives are held to the floor by the compat archive, like those that modules carry.
//
// With link = "static" the shared libraries are put where no linker looks, because one
// that finds libfoo.so takes it, whatever stands beside it. They are kept for messages:
// "sd_listen_fds is in libsystemd.so.0 of libsystemd0, which has no archive".
#include "sysroot/libraries.hpp"

#include "base/text.hpp"
#include "elf/elf_file.hpp"
#include "os/files.hpp"
#include "sysroot/library_survey.hpp"
#include "sysroot/tree_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace crossroot::sysroot {

namespace {

constexpr std::array<std::string_view, 5> k_wanted_folders{
    "usr/include/", "usr/lib/", "usr/lib32/", "usr/lib64/", "usr/share/pkgconfig/"};

bool is_wanted(const Definition& from, const std::string& path)
{
  const bool inside = std::any_of(k_wanted_folders.begin(), k_wanted_folders.end(),
                                  [&](auto folder) { return path.starts_with(folder); });
  return inside &&
         std::none_of(from.prune.begin(), from.prune.end(),
                      [&](const std::string& glob) { return matches_glob(glob, path); });
}

/// The sysroot while the packages' files enter it.
struct Merge {
  const LibraryRules& rules;
  const fs::path& into;
  std::map<std::string, const PackageTree*> owners;
  LibrarySurvey survey;
};

Error conflict(const Merge& merge, const PackageTree& package, const std::string& path)
{
  const auto owner = merge.owners.find(path);
  return Error(ErrorKind::definition, "libraries",
               fmt::format("two packages bring different files {}", path))
      .note("first",
            owner == merge.owners.end() ? "the base's sysroot" : owner->second->name)
      .note("second", package.name)
      .hint("libraries.from = the base's own distribution, or another package");
}

Result<void> place(Merge& merge,
                   const PackageTree& package,
                   const TreeEntry& entry,
                   const std::string& path)
{
  const auto from = package.folder / entry.path;
  const auto to = merge.into / path;
  std::error_code failed;
  if (fs::exists(fs::symlink_status(to, failed))) {
    return same_entry(from, to) ? Result<void>() : conflict(merge, package, path);
  }
  merge.owners.emplace(path, &package);
  CROSSROOT_CHECK(os::make_folders(to.parent_path()));
  if (entry.kind == TreeEntry::Kind::file) {
    return link_file(from, to);
  }
  fs::copy_symlink(from, to, failed);
  return failed ? Result<void>(Error(ErrorKind::io, "libraries", "cannot link " + path)
                                   .note("cause", failed.message()))
                : Result<void>();
}

Result<void> add_package(Merge& merge, const PackageTree& package, const Definition& from)
{
  CROSSROOT_TRY(const auto entries, list_tree(package.folder));
  for (const auto& entry : entries) {
    if (entry.kind == TreeEntry::Kind::folder || !is_wanted(from, entry.path)) {
      continue;
    }
    merge.survey.add(merge.rules.triplet, package, entry.path);
    if (merge.rules.link != "static" || !is_shared_library(entry.path)) {
      CROSSROOT_CHECK(place(merge, package, entry, entry.path));
    } else if (entry.kind == TreeEntry::Kind::file) {
      const auto name = entry.path.substr(entry.path.rfind('/') + 1);
      CROSSROOT_CHECK(
          place(merge, package, entry, fmt::format("{}/{}", k_hidden_libraries, name)));
    }
  }
  return {};
}

/// What every Linux distribution has with its libc.
bool is_of_libc(std::string_view name)
{
  static constexpr std::array<std::string_view, 10> k_names{
      "libc.so",      "libm.so",    "libpthread.so", "libdl.so",   "librt.so",
      "libresolv.so", "libutil.so", "libanl.so",     "libmvec.so", "libnsl.so.1"};
  return name.starts_with("ld-") || name.starts_with("libc.musl-") ||
         std::any_of(k_names.begin(), k_names.end(),
                     [&](auto known) { return name.starts_with(known); });
}

} // namespace

std::vector<std::string> library_folders(const Triplet& triplet)
{
  std::vector<std::string> folders{"usr/lib/" + multiarch_folder(triplet)};
  if (triplet.facts().bits == 64) {
    folders.emplace_back("usr/lib64");
  }
  folders.emplace_back("usr/lib");
  return folders;
}

Result<void> add_libraries(const fs::path& sysroot,
                           const std::vector<PackageTree>& packages,
                           const Definition& from,
                           const LibraryRules& rules,
                           const fs::path& into)
{
  CROSSROOT_CHECK(link_tree(sysroot, into, [](const std::string&) { return true; }));
  Merge merge{rules, into, {}, {}};
  for (const auto& package : packages) {
    CROSSROOT_CHECK(add_package(merge, package, from));
  }
  CROSSROOT_TRY(const auto notes, library_notes(merge.survey, rules, sysroot));
  CROSSROOT_CHECK(os::make_folders((into / k_library_notes).parent_path()));
  CROSSROOT_CHECK(os::write_file(into / k_library_notes, notes));
  return os::write_file(into / k_library_record, library_record(merge.survey));
}

Result<std::map<std::string, std::string>> shared_closure(
    const fs::path& tree, const Triplet& triplet, const std::vector<std::string>& needed)
{
  std::map<std::string, std::string> found;
  std::vector<std::string> open(needed.begin(), needed.end());
  while (!open.empty()) {
    const auto name = std::move(open.back());
    open.pop_back();
    if (found.contains(name) || is_of_libc(name) || name.find('/') != std::string::npos) {
      continue;
    }
    for (const auto& folder : library_folders(triplet)) {
      const auto path = resolve_in_tree(tree, folder + "/" + name);
      if (!path) {
        continue;
      }
      CROSSROOT_TRY(const auto file, elf::read_elf(tree / *path));
      open.insert(open.end(), file.needed.begin(), file.needed.end());
      found.emplace(name, *path);
      break;
    }
  }
  return found;
}

} // namespace crossroot::sysroot
