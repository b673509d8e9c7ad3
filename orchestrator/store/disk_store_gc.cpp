// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "store/disk_error.hpp"
#include "store/disk_store.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <ctime>
#include <thread>

// What stays: records used within the given days, every tree and blob that such a record
// names (as output, as log, or as an input in its entries), and every blob that a root
// names. A root is a lock file's list; its name is the lock's path, and a root whose lock
// is gone from the disk is dropped, so that a removed project frees its blobs.
namespace crossroot::store {

namespace {

constexpr std::size_t k_hex_digits = 64;
constexpr auto k_patience = std::chrono::seconds(1);

Result<os::FileLock> lock_alone(const fs::path& lock)
{
  const auto give_up = std::chrono::steady_clock::now() + k_patience;
  for (;;) {
    CROSSROOT_TRY(auto alone, os::FileLock::attempt(lock, os::FileLock::Mode::exclusive));
    if (alone) {
      return std::move(*alone);
    }
    if (std::chrono::steady_clock::now() > give_up) {
      return Error(ErrorKind::environment, "store-in-use",
                   "another crossroot is using the store; nothing was removed")
          .hint("crossroot gc when no build is running");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

std::time_t last_used(const fs::path& path)
{
  struct stat facts {};
  return ::lstat(path.c_str(), &facts) == 0 ? facts.st_mtime : 0;
}

std::uint64_t size_at(const fs::path& path)
{
  struct stat facts {};
  if (::lstat(path.c_str(), &facts) != 0) {
    return 0;
  }
  return S_ISDIR(facts.st_mode) ? bytes_below(path)
                                : static_cast<std::uint64_t>(facts.st_size);
}

Result<std::uint64_t> remove_counted(const fs::path& path)
{
  const auto bytes = size_at(path);
  CROSSROOT_CHECK(os::remove_tree(path));
  return bytes;
}

} // namespace

Result<std::uint64_t> DiskStore::collect_garbage(unsigned days)
{
  CROSSROOT_CHECK(must_be_writable());
  const auto lock_path = root_ / "locks" / "store";
  in_use_.reset(); // our own shared lock would keep us out
  auto alone = lock_alone(lock_path);
  Result<std::uint64_t> freed = 0;
  if (alone) {
    auto wanted = drop_old_records(days);
    if (wanted) {
      keep_roots(*wanted);
      freed = sweep(*wanted);
    } else {
      freed = std::move(wanted).error();
    }
  } else {
    freed = std::move(alone).error();
  }
  {
    [[maybe_unused]] const auto let_go = std::move(alone);
  }
  CROSSROOT_TRY(in_use_, os::FileLock::wait(lock_path, os::FileLock::Mode::shared));
  return freed;
}

Result<DiskStore::Wanted> DiskStore::drop_old_records(unsigned days)
{
  Wanted wanted;
  const auto oldest = std::time(nullptr) - std::time_t{days} * 86'400;
  for (const auto& path : fanned_entries_of(root_ / "actions")) {
    auto record = read_record(path);
    if (!record || !*record || last_used(path) < oldest) {
      CROSSROOT_TRY(const auto bytes, remove_counted(path));
      wanted.freed += bytes;
      continue;
    }
    const auto& kept = **record;
    wanted.names.insert(path.filename().string());
    if (kept.log) {
      wanted.names.insert(kept.log->render());
    }
    for (const auto& [output, tree] : kept.outputs) {
      wanted.names.insert(tree.render());
    }
    for (const auto& entry : kept.entries) {
      if (entry.value.size() == k_hex_digits) {
        wanted.names.insert(entry.value);
      }
    }
  }
  for (const auto& path : entries_of(root_ / "latest")) {
    const auto key = os::read_file(path);
    if (!key || !wanted.names.contains(std::string(trim(*key)))) {
      CROSSROOT_TRY(const auto bytes, remove_counted(path));
      wanted.freed += bytes;
    }
  }
  return wanted;
}

void DiskStore::keep_roots(Wanted& wanted)
{
  for (const auto& path : entries_of(root_ / "roots")) {
    const auto text = os::read_file(path);
    if (!text) {
      continue;
    }
    const auto lines = split_lines(*text);
    if (!lines.empty() && lines[0].starts_with('/') &&
        ::access(std::string(lines[0]).c_str(), F_OK) != 0) {
      ::unlink(path.c_str());
      continue;
    }
    for (const auto line : lines) {
      wanted.names.emplace(line);
    }
  }
}

Result<std::uint64_t> DiskStore::sweep(const Wanted& wanted)
{
  auto freed = wanted.freed;
  digests_.forget_all(); // inode numbers of removed files will be used again
  auto candidates = fanned_entries_of(root_ / "blobs");
  const auto trees = entries_of(root_ / "trees");
  candidates.insert(candidates.end(), trees.begin(), trees.end());
  for (const auto& path : candidates) {
    if (!wanted.names.contains(path.filename().string())) {
      CROSSROOT_TRY(const auto bytes, remove_counted(path));
      freed += bytes;
    }
  }
  for (const char* folder : {"tmp", "quarantine"}) {
    for (const auto& path : entries_of(root_ / folder)) {
      CROSSROOT_TRY(const auto bytes, remove_counted(path));
      freed += bytes;
    }
  }
  for (const auto& path : entries_of(root_ / "locks")) {
    if (path.filename() != "store") {
      ::unlink(path.c_str()); // nobody waits on it: we are alone
    }
  }
  return freed;
}

Result<void> DiskStore::add_root(std::string_view name, const std::vector<Digest>& blobs)
{
  CROSSROOT_CHECK(must_be_writable());
  std::set<std::string> sorted;
  for (const auto& blob : blobs) {
    sorted.insert(blob.render());
  }
  std::string text(name);
  text += '\n';
  for (const auto& hex : sorted) {
    text += hex + "\n";
  }
  const auto path = root_ / "roots" / Digest::of(name).render();
  const auto before = os::read_file(path);
  if (before && *before == text) {
    return {}; // an unchanged lock must not cost a build two fsyncs
  }
  return os::write_file(path, text, 0644);
}

} // namespace crossroot::store
