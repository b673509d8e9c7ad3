// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::inner {

/// Replaces this process by the program; returns only if that failed (errno says why).
/// Variables that add search paths or flags behind the command line's back (CPATH,
/// LIBRARY_PATH, CCC_OVERRIDE_OPTIONS …) are not passed on, here and below.
void replace_process(const std::vector<std::string>& arguments);

/// Where the pieces of one stream of the child go.
using PieceSink = std::function<void(std::string_view)>;

/// Runs the program and waits. A stream without a sink is inherited. Returns its exit
/// code, 128 + signal, or 127 if it could not be started.
int run_process(const std::vector<std::string>& arguments,
                const PieceSink& on_out,
                const PieceSink& on_err);

/// Writes everything to the descriptor; gives up silently on an error.
void write_all(int descriptor, std::string_view text);

/// The arguments, or, where they would not fit on a command line, the program and one
/// response file that lives in memory only.
std::vector<std::string> fit_command_line(const std::vector<std::string>& arguments);

} // namespace crossroot::inner
