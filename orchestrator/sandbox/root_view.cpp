// SPDX-License-Identifier: Apache-2.0
// The tree cannot be bound as / in one piece: it is read-only in the store, and bwrap
// must make mount points (/src, /proc …) that the tree does not have. So / is a small
// tmpfs, and the tree's top level is put on it entry by entry. /etc is taken apart once
// more, because files are added to it: its files are copied (a copy costs less than a
// mount, and mounts are quadratic), its folders bound.
#include "sandbox/root_view.hpp"

#include "os/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <system_error>

namespace crossroot::sandbox {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t k_copied_file_bytes = 1 << 20;

// Places that the sandbox makes itself.
const std::set<std::string> k_own_places = {"/dev", "/proc", "/sys", "/tmp", "/inner"};

const std::map<std::string, std::string> k_etc_texts = {
    {"/etc/passwd", "root:x:0:0:root:/:/bin/sh\n"
                    "build:x:1000:1000:build:/tmp:/bin/sh\n"
                    "nobody:x:65534:65534:nobody:/:/bin/false\n"},
    {"/etc/group", "root:x:0:\nbuild:x:1000:\nnogroup:x:65534:\n"},
    {"/etc/hosts", "127.0.0.1 localhost crossroot\n::1 localhost crossroot\n"},
    {"/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n"},
};

Error unreadable(const fs::path& path, const std::error_code& reason)
{
  return Error(ErrorKind::io, "sandbox",
               fmt::format("cannot read the sandbox's root {}: {}", path.string(),
                           reason.message()));
}

using Entries = std::map<std::string, RootEntry>;

Result<void>
add_entry(const fs::directory_entry& entry, const std::string& inside, Entries& entries)
{
  std::error_code failure;
  const auto status = entry.symlink_status(failure);
  if (failure) {
    return unreadable(entry.path(), failure);
  }
  if (fs::is_symlink(status)) {
    const auto target = fs::read_symlink(entry.path(), failure);
    if (failure) {
      return unreadable(entry.path(), failure);
    }
    entries[inside] = {inside, RootEntry::Link{target.string()}};
  } else if (fs::is_regular_file(status) && inside.starts_with("/etc/") &&
             entry.file_size(failure) <= k_copied_file_bytes) {
    CROSSROOT_TRY(auto content, os::read_file(entry.path(), k_copied_file_bytes));
    entries[inside] = {inside, RootEntry::Text{std::move(content)}};
  } else if (fs::is_directory(status) || fs::is_regular_file(status)) {
    entries[inside] = {inside, RootEntry::Bind{entry.path()}};
  }
  // Devices, sockets and FIFOs are in no tree of the store, and get no further here.
  return {};
}

Result<void>
add_folder(const fs::path& folder, const std::string& inside, Entries& entries)
{
  std::error_code failure;
  for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    const auto place = fmt::format("{}/{}", inside, entry->path().filename().string());
    if (k_own_places.contains(place)) {
      continue;
    }
    if (place == "/etc" && entry->is_directory() && !entry->is_symlink()) {
      CROSSROOT_CHECK(add_folder(entry->path(), place, entries));
    } else {
      CROSSROOT_CHECK(add_entry(*entry, place, entries));
    }
  }
  if (failure) {
    return unreadable(folder, failure);
  }
  return {};
}

} // namespace

Result<std::vector<RootEntry>> view_of_root(const fs::path& root)
{
  Entries entries;
  if (!root.empty()) {
    CROSSROOT_CHECK(add_folder(root, "", entries));
  }
  if (!entries.contains("/etc")) { // a link or file of that name is left alone
    for (const auto& [inside, content] : k_etc_texts) {
      entries.try_emplace(inside, RootEntry{inside, RootEntry::Text{content}});
    }
  }
  std::vector<RootEntry> sorted;
  for (auto& [inside, entry] : entries) {
    sorted.push_back(std::move(entry));
  }
  return sorted;
}

} // namespace crossroot::sandbox
