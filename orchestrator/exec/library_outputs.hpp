// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exec/execute.hpp"

#include <set>
#include <string>

namespace crossroot::exec {

/// Copies beside the built files, below `bin`, the shared libraries that they and these
/// in turn are loaded with, under the names that the loader asks for. `tree` is the
/// output of the libraries action.
Result<void>
bundle_libraries(const fs::path& tree, const TargetSpec& target, const fs::path& bin);

/// Names in DT_NEEDED of the files in `bin`, or of what these load, that [libraries]
/// answers for: bundled ones, and shared ones of its packages.
Result<std::set<std::string>>
third_party_names(const TargetSpec& target, const fs::path& tree, const fs::path& bin);

/// If the failure is one of a library (refused by CC, without a .pc file, or lacking what
/// another library has), says which package brings what and what mends it; otherwise the
/// failure comes back as it was. `undefined` is CC's report; `tree` is "" without
/// [libraries].
Error explain_libraries(Error failure,
                        const fs::path& undefined,
                        const TargetSpec& target,
                        const fs::path& tree);

} // namespace crossroot::exec
