// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.hpp"

namespace crossroot::cli {

std::string render_overview();                    ///< `crossroot help`
std::string render_help(const Command& command);  ///< `crossroot help build`
std::string usage_line(const Command& command);   ///< "crossroot build [options] [TARGET…]"

} // namespace crossroot::cli
