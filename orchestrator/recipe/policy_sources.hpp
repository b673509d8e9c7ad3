// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "recipe/recipe.hpp"

#include <filesystem>
#include <set>

namespace crossroot {

/// The files on disk that the recipe's policies are read from, and those that they
/// inherit; the shipped ones are none. Reads them again; what cannot be read is left out.
std::set<std::filesystem::path> policy_sources(const Recipe& recipe);

} // namespace crossroot
