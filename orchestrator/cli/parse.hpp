// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.hpp"

namespace crossroot::cli {

/// Which command is meant and what it was told.
struct ParsedLine {
  const Command* command = nullptr;
  Invocation invocation;
};

/// Reads everything after the program's name. Errors (usage) say what was meant where
/// that can be guessed. `--version` and `--help` anywhere before a `--` become their
/// commands; an empty line is `help`.
Result<ParsedLine> parse_line(const std::vector<std::string>& arguments);

} // namespace crossroot::cli
