// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "resolve/resolve.hpp"

namespace crossroot::resolve {

/// The tree of a locked git source as a tar, a blob of the store: what a mirror of
/// archive "source" holds for it as <tree digest>.tar. Nothing for other kinds of source.
/// The tree must be in the store.
Result<std::optional<fetch::BlobRequest>> pack_source(const LockedSource& source,
                                                      store::Store& store);

/// Asks the mirrors of archive "source" for that tar and publishes the tree in it. False
/// if none has it. A tar of another tree is an Error (digest_mismatch) if no mirror has
/// the right one.
Result<bool> unpack_from_mirrors(const LockedSource& source,
                                 const ResolveContext& context);

/// The tree as a tar: names in byte order, times 0, owner 0, and nothing of the host.
/// `write` gets it piece by piece.
Result<void>
write_tar(const fs::path& tree,
          const std::function<Result<void>(std::span<const std::byte>)>& write);

} // namespace crossroot::resolve
