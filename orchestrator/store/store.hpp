// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/identity.hpp"
#include "os/files.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace crossroot::store {

namespace fs = std::filesystem;

/// One input of an action key: what it is called and its digest or short value.
/// Sorted by name in every list.
struct KeyEntry {
  std::string name;  ///< "flag.cflags", "input.sysroot", "policy.sandbox"
  std::string value; ///< a digest in hexadecimal or the value itself
  bool operator==(const KeyEntry&) const = default;
};

/// What the store keeps of a finished action: enough to use it again, and to explain
/// why the next one differs.
struct ActionRecord {
  ActionKey key;
  ActionId id;
  std::string kind; ///< "go-build"
  std::string name; ///< "go-build linux-amd64"
  std::vector<KeyEntry> entries;
  std::map<std::string, TreeDigest> outputs;
  std::optional<Digest> log; ///< blob with what the action printed

  std::string render() const; ///< JSON
  static Result<ActionRecord> parse(std::string_view json);
};

/// Streams bytes into the store. Nothing is visible under the digest before commit.
class BlobWriter {
public:
  virtual ~BlobWriter() = default; ///< without commit: removes what was written
  virtual Result<void> append(std::span<const std::byte> bytes) = 0;
  virtual Result<void>
  restart() = 0; ///< forgets all bytes (a resumed fetch that cannot resume)
  virtual std::uint64_t size_bytes() const = 0;
  /// fsync, compare, rename. A wrong digest or size is an Error (digest_mismatch) that
  /// names both, and nothing is kept.
  virtual Result<Digest> commit(const std::optional<Digest>& expected,
                                std::optional<std::uint64_t> expected_size_bytes) = 0;
};

/// Content by digest on disk: blobs, trees, action records. Several processes may use
/// one store at once; kill -9 at any instant loses nothing that was published. Every
/// published file is 0444 (0555 if executable) and every published folder 0555.
/// Thread-safe.
class Store {
public:
  /// Creates the layout if it is not there. A read-only store opens if its layout is
  /// complete; writing to it is then an Error (environment).
  static Result<std::unique_ptr<Store>> open(const fs::path& root);
  virtual ~Store() = default;
  virtual const fs::path& root() const = 0;

  virtual bool has_blob(const Digest& digest) const = 0;
  virtual fs::path blob_path(const Digest& digest) const = 0; ///< whether there or not
  virtual Result<std::unique_ptr<BlobWriter>> write_blob() = 0;
  virtual Result<Digest> put_blob(std::string_view bytes) = 0;
  /// Reads and re-hashes; a damaged blob is quarantined and reported (digest_mismatch).
  virtual Result<std::string> read_blob(const Digest& digest) const = 0;

  /// A folder on the store's file system to build a tree in.
  virtual Result<os::TempFolder> staging(std::string_view purpose) = 0;
  /// The digest a folder would have as a tree (see tree.hpp); changes nothing.
  virtual Result<TreeDigest> digest_folder(const fs::path& folder) const = 0;
  /// Moves the staged folder in under its digest (or drops it if the tree is there).
  /// Refuses devices, sockets, FIFOs, set-id bits and escaping symbolic links.
  virtual Result<TreeDigest> publish_tree(os::TempFolder staged) = 0;
  virtual bool has_tree(const TreeDigest& digest) const = 0;
  virtual fs::path tree_path(const TreeDigest& digest) const = 0;

  /// Nothing if the action never ran, or if one of its outputs is gone.
  virtual Result<std::optional<ActionRecord>> find_action(const ActionKey& key) const = 0;
  /// Publishes the record and remembers it as the newest of (project, record.name).
  virtual Result<void> record_action(const ActionRecord& record,
                                     std::string_view project) = 0;
  /// Remembers a recorded action as the newest of (project, name).
  virtual Result<void> remember_action(const ActionKey& key,
                                       std::string_view project,
                                       std::string_view name) = 0;
  virtual Result<std::optional<ActionKey>> last_key(std::string_view project,
                                                    std::string_view name) const = 0;
  virtual Result<std::optional<ActionRecord>>
  last_action(std::string_view project, std::string_view name) const = 0;

  /// A folder for caches that are no content (GOCACHE, stat cache), made on first use:
  /// root/caches/<name>.
  virtual Result<fs::path> cache_folder(std::string_view name) = 0;

  struct Usage {
    std::uint64_t blobs = 0, trees = 0, actions = 0; ///< counts
    std::uint64_t blob_bytes = 0, tree_bytes = 0, cache_bytes = 0;
  };
  virtual Result<Usage> usage() const = 0;
  /// Re-hashes everything; damaged entries are moved to root/quarantine and listed.
  virtual Result<std::vector<std::string>> verify() = 0;
  /// Removes records unused for `days`, then trees and blobs that no record and no root
  /// names, then stale temporaries. Returns the bytes freed.
  virtual Result<std::uint64_t> collect_garbage(unsigned days) = 0;
  /// Marks blobs as wanted by a lock, so that gc keeps them.
  virtual Result<void> add_root(std::string_view name,
                                const std::vector<Digest>& blobs) = 0;
};

/// $CROSSROOT_STORE, else $XDG_CACHE_HOME/crossroot or ~/.cache/crossroot, for root
/// /var/cache/crossroot (readable by the uid that builds drop to).
Result<fs::path> default_store_root();

} // namespace crossroot::store
