// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "definition/definition.hpp"
#include "recipe/recipe.hpp"

namespace crossroot {

/// Fills in what the recipe leaves to the definitions: each target's base, its libc floor
/// where none is written (the base's own version), and where its libraries come from.
/// Every later step reads the settled recipe. Settling twice changes nothing.
Result<Recipe> settle(Recipe recipe, const Definitions& definitions);

/// Names of the trees that locked packages belong to.
std::string sysroot_tree_name(const TargetSpec& settled);
std::string runtime_tree_name(const TargetSpec& settled);
std::string toolchain_tree_name(const TargetSpec& settled);
/// Of the packages of [libraries] and what they need beyond the sysroot's.
std::string libraries_tree_name(const TargetSpec& settled);

} // namespace crossroot
