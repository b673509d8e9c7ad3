// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.hpp"
#include "exec/build.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace crossroot::cli {

/// A row per target: size, libc asked and found, checks, smoke; then where the outputs
/// load. Targets that failed before verify have no row.
std::string render_build_table(const exec::BuildReport& report);

/// Distributions on which every output loads, in the order of the first.
std::vector<std::string> common_distributions(const exec::BuildReport& report);

/// The report of `build --json`; paths relative to `folder`.
Json build_report_json(const exec::BuildReport& report,
                       const std::vector<std::filesystem::path>& artifacts,
                       const std::filesystem::path& folder);

} // namespace crossroot::cli
