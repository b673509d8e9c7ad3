// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace crossroot {

/// Text of others, for a terminal or a log: what could move a cursor, turn the direction
/// of writing, hide or end a line is spelled out as \x1b or \u202e, and so are bytes that
/// are no UTF-8. All else stays, as do the control characters in `keep`. The result is
/// UTF-8 of characters that XML 1.0 allows.
std::string printable(std::string_view text, std::string_view keep = "");

} // namespace crossroot
