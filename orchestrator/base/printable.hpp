// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace crossroot {

/// A name that came from outside, safe on a terminal and on one line: control
/// characters, what is no UTF-8, and the marks that turn the direction of writing are
/// written as \x1b, \x0a, \u202e. All other text stays as it is.
std::string printable(std::string_view text);

} // namespace crossroot
