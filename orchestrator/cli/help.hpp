// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.hpp"

namespace crossroot::cli {

std::string render_overview();                   ///< `crossroot help`
std::string render_help(const Command& command); ///< `crossroot help build`
std::string usage_line(const Command& command); ///< "crossroot build [options] [TARGET…]"

/// Fills paragraphs to lines of at most 78 columns; indented lines stay as they are.
std::string wrapped(std::string_view text);

/// `crossroot help symbol NAME`: since when a symbol is there, and whether an older floor
/// can have it. An Error (usage) if no library has it.
Result<std::string> render_symbol_help(std::string_view symbol);

/// `crossroot help check`: a line for every check that verify makes.
std::string render_check_list();
/// `crossroot help check ID`, `verify --explain ID`: its page. An Error (usage) if there
/// is no such check.
Result<std::string> render_check_help(std::string_view id);

/// `crossroot help policies`: a line for every shared policy that is shipped.
std::string render_policy_list();
/// `crossroot help policies NAME`: what it asks with all that it inherits. An Error
/// (definition) if none has that name.
Result<std::string> render_policy_help(const std::string& name);

} // namespace crossroot::cli
