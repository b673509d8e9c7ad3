// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.hpp"
#include "recipe/recipe.hpp"

namespace crossroot::exec {

/// If a compiler's message among the failure's notes names a function that the floored
/// headers do not declare because the floor's libc lacks it, says so and adds the remedy;
/// otherwise the failure comes back as it was.
Error explain_undeclared(Error failure, const TargetSpec& target);

} // namespace crossroot::exec
