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

/// Keeps Go from trimming the cache in the middle of a build: Go does that once a day,
/// by modification times that say nothing in a seeded cache.
Result<void> postpone_trim(const ExecContext& context, const fs::path& cache);

/// What of a GOCACHE is worth keeping as a seed: entries and contents.
bool is_cache_entry(std::string_view relative_path);

} // namespace crossroot::exec
