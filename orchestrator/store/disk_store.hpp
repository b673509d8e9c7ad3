// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/digest_cache.hpp"
#include "store/store.hpp"

#include <functional>
#include <mutex>
#include <set>
#include <utility>

namespace crossroot::store {

/// The Store on a local disk. Layout below the root:
///   blobs/ab/<hex>    trees/<hex>/     actions/ab/<hex>  latest/<hex of project, name>
///   roots/<hex of name>  caches/<name>  tmp/  quarantine/  locks/store
/// Every open store holds locks/store shared; who gets it exclusively is alone and may
/// remove whatever stands in tmp.
class DiskStore final : public Store {
public:
  enum class Access : std::uint8_t { read_write, read_only };
  DiskStore(fs::path root, Access access, std::optional<os::FileLock> in_use);

  const fs::path& root() const override { return root_; }
  bool has_blob(const Digest& digest) const override;
  fs::path blob_path(const Digest& digest) const override;
  Result<std::unique_ptr<BlobWriter>> write_blob() override;
  Result<Digest> put_blob(std::string_view bytes) override;
  Result<std::string> read_blob(const Digest& digest) const override;

  Result<os::TempFolder> staging(std::string_view purpose) override;
  Result<TreeDigest> digest_folder(const fs::path& folder) const override;
  Result<TreeDigest> publish_tree(os::TempFolder staged) override;
  bool has_tree(const TreeDigest& digest) const override;
  fs::path tree_path(const TreeDigest& digest) const override;

  Result<std::optional<ActionRecord>> find_action(const ActionKey& key) const override;
  Result<void> record_action(const ActionRecord& record,
                             std::string_view project) override;
  Result<void> remember_action(const ActionKey& key,
                               std::string_view project,
                               std::string_view name) override;
  Result<std::optional<ActionKey>> last_key(std::string_view project,
                                            std::string_view name) const override;
  Result<std::optional<ActionRecord>> last_action(std::string_view project,
                                                  std::string_view name) const override;

  Result<fs::path> cache_folder(std::string_view name) override;
  Result<Usage> usage() const override;
  Result<std::vector<std::string>> verify() override;
  Result<std::uint64_t> collect_garbage(unsigned days) override;
  Result<void> add_root(std::string_view name, const std::vector<Digest>& blobs) override;

private:
  /// What records and roots name, in hexadecimal.
  struct Wanted {
    std::set<std::string> names;
    std::uint64_t freed = 0;
  };

  Result<void> must_be_writable() const;
  fs::path action_path(const ActionKey& key) const;
  fs::path latest_path(std::string_view project, std::string_view name) const;
  Result<std::optional<ActionRecord>> read_record(const fs::path& path) const;
  bool outputs_are_here(const ActionRecord& record) const;
  /// Moves what is damaged out of the way; returns the line that says so.
  std::string quarantine(const fs::path& path, std::string_view what) const;
  Result<Wanted> drop_old_records(unsigned days);
  void keep_roots(Wanted& wanted);
  Result<void> settle(const fs::path& staged, const fs::path& place);
  Result<std::uint64_t> sweep(const Wanted& wanted);

  fs::path root_;
  Access access_;
  std::optional<os::FileLock> in_use_;
  mutable DigestCache digests_;
};

/// The entries of a folder in byte order; none if it is not there.
std::vector<fs::path> entries_of(const fs::path& folder);
/// The files two levels down ("ab/abcd…"), in byte order.
std::vector<fs::path> fanned_entries_of(const fs::path& folder);
/// Bytes of all files below; hard links are counted in each place.
std::uint64_t bytes_below(const fs::path& folder);
/// Made if missing, with mode 0755 whatever the umask says.
Result<void> make_store_folder(const fs::path& path);

} // namespace crossroot::store
