// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.hpp"
#include "recipe/recipe.hpp"

#include <filesystem>

namespace crossroot::exec {

/// If CC reported undefined symbols (`report`: lines of symbol, object, digest, apart by
/// tabs) and one of them is first in a libc above the target's floor, the failure
/// becomes error[floor], which says so; otherwise it comes back as it was.
Error explain_undefined(Error failure, const std::filesystem::path& report,
                        const TargetSpec& target);

} // namespace crossroot::exec
