// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.hpp"
#include "cli/printer.hpp"

namespace crossroot::cli {

/// What every command works with: where to write, and whether to go on.
struct Session {
  Printer& printer;
  const CancelToken& cancel;
  /// True while a command that writes has written nothing yet: an error then says so.
  bool unchanged = false;
};

/// Runs one command line and draws its error; returns the exit code.
int run_line(Session& session, const std::vector<std::string>& arguments);

} // namespace crossroot::cli
