// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "resolve/resolve.hpp"

namespace crossroot::resolve {

/// Decides which source a recipe means and pins it (network for git, go and archive).
/// `path` sources are not pinned: the working tree is what is built.
/// Nothing is fetched that the store has: the zip of a proven module, an archive whose
/// digest the recipe names, a commit. `previous` may be null.
Result<LockedSource>
lock_source(const Recipe& recipe, const Lock* previous, const ResolveContext& context);

/// The folder on the host that holds the source of a locked recipe: the working tree for
/// path, a published tree of the store otherwise; a blob is unpacked the first time only.
/// No network: a missing blob is an Error (io) that says to fetch.
Result<fs::path> open_source(const Recipe& recipe,
                             const LockedSource& source,
                             store::Store& store,
                             const CancelToken& cancel);

/// Has a locked git source in the store again, from a mirror or its repository; the
/// others are blobs (see fetch::requests_of) or need nothing. Other bytes than the locked
/// ones are an Error (digest_mismatch).
Result<void> bring_source(const Recipe& recipe,
                          const LockedSource& source,
                          const ResolveContext& context);

} // namespace crossroot::resolve
