// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exec/execute.hpp"

#include <filesystem>

namespace crossroot::exec {

/// Where the sandbox must see the std tree, read-only, when it has a cache of
/// open_go_cache.
inline const fs::path k_go_seed = "/gostd";

/// A GOCACHE for this run, seeded with the standard library. With
/// context.development_cache it is the project's own and stays; otherwise it lies in
/// `work` and goes with it.
Result<fs::path> open_go_cache(const ActionRun& run, const fs::path& work);

/// Makes `place` a GOCACHE for go outside of the sandbox, unless it is there: its links
/// lead into the store itself. The caller has it alone.
Result<void> seed_outside_cache(const ActionRun& run, const fs::path& place);

/// What of a GOCACHE is worth keeping as a seed: entries and contents.
bool is_cache_entry(std::string_view relative_path);

} // namespace crossroot::exec
