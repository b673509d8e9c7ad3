// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.hpp"
#include "recipe/recipe.hpp"

namespace crossroot::exec {

/// If a linker's message among the failure's notes names an object, an archive's member
/// or a shared library for another CPU, an error that says so with the #cgo constraint
/// that keeps it out; otherwise the failure comes back as it was.
Error explain_foreign_object(Error failure, const TargetSpec& target);

} // namespace crossroot::exec
