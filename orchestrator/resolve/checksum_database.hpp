// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "resolve/signed_note.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace crossroot::resolve {

/// Reads one file of the database by its path ("lookup/…", "tile/8/0/x001/234").
using ReadDatabase = std::function<Result<std::string>(const std::string& path)>;

/// A signed tree head: so many records, and the hash over all of them.
struct TreeHead {
  std::uint64_t size = 0;
  std::string root; ///< 32 bytes
};
/// Total on any bytes. Error (digest_mismatch, id "checksum-database").
Result<TreeHead> parse_tree_head(std::string_view text);

/// The answer of lookup: number and text of the record, and the note under it.
struct LookupAnswer {
  std::uint64_t record = 0;
  std::string text;
  std::string note;
};
Result<LookupAnswer> parse_lookup(std::string_view answer);

/// Whether the record stands at its number in the tree of that head; tiles are read as
/// needed and believed only as far as they hash up to the root.
Result<void> prove_record(std::uint64_t record,
                          std::string_view text,
                          const TreeHead& head,
                          const ReadDatabase& read);

/// Path of the tile that holds hash `index` of `level` in a tree of that size.
std::string tile_path(unsigned tile_level, std::uint64_t tile, std::uint64_t width);

/// The proven "h1:…" of module@version. Error (digest_mismatch) if the database denies or
/// cannot prove it, io if it cannot be reached.
Result<std::string> look_up_module(const std::string& module,
                                   const std::string& version,
                                   const NoteKey& key,
                                   const ReadDatabase& read);

} // namespace crossroot::resolve
