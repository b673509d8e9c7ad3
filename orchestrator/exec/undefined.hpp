// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.hpp"
#include "recipe/recipe.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <string>

namespace crossroot::exec {

using SymbolCauses = std::map<std::string, std::string>; ///< symbol → who asks for it

/// The line of the recipe that admits a release of glibc, and which systems that drops.
std::string floor_remedy(const TargetSpec& target, const Version& since);

/// If CC reported undefined symbols (`report`: lines of symbol, object, digest, apart by
/// tabs) and one of them is first in a libc above the target's floor, the failure
/// becomes error[floor], which says so; otherwise it comes back as it was. `causes` is
/// asked only then.
Error explain_undefined(Error failure,
                        const std::filesystem::path& report,
                        const TargetSpec& target,
                        const std::function<SymbolCauses()>& causes = {});

} // namespace crossroot::exec
