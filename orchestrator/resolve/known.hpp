// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace crossroot::resolve {

struct KnownBlob {
  Digest digest;
  std::uint64_t size = 0; ///< bytes
};

/// The module zip of that "h1:…", if an earlier run computed the hash over its bytes and
/// the store still has them.
std::optional<KnownBlob> blob_of_hash(const store::Store& store, const std::string& h1);
/// To be called with the hash that was computed over the blob, never with a claimed one.
Result<void>
remember_hash(store::Store& store, const std::string& h1, const Digest& blob);

/// All that decides what a tree holds, and how messages call it.
struct TreeOrigin {
  std::string name;                     ///< "source github.com/owner/program"
  std::vector<store::KeyEntry> entries; ///< digest of the bytes, version of the rules, …
};
using FillFolder = std::function<Result<void>(const std::filesystem::path& into)>;

/// The tree of an origin; `fill` makes it in an empty folder if the store has it not, or
/// no more. Not thread-safe towards itself, and harmless so: both make the same tree.
Result<TreeDigest>
tree_of(store::Store& store, const TreeOrigin& origin, const FillFolder& fill);

} // namespace crossroot::resolve
