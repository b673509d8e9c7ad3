// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exec/build.hpp"

namespace crossroot::exec {

/// What moved between two values of one setting, at least one reason: the words of a
/// list, the members of an object, the lines of a text, else both values whole.
std::vector<Reason> value_difference(const std::string& name,
                                     const std::string& before,
                                     const std::string& after);

} // namespace crossroot::exec
