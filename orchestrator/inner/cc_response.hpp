// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crossroot::inner {

/// The arguments in a response file, split as LLVM's TokenizeGNUCommandLine does: blanks
/// separate, quotes group, a backslash takes the next character as it is. Total: any
/// bytes give some list.
std::vector<std::string> split_response(std::string_view text);

/// Replaces each @file, also inside such files, by its arguments. As with clang and gcc,
/// one that cannot be read stays as it is.
std::vector<std::string> expand_responses(const std::vector<std::string>& arguments);

} // namespace crossroot::inner
