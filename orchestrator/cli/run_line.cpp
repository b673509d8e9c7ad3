// SPDX-License-Identifier: Apache-2.0
#include "cli/parse.hpp"
#include "cli/session.hpp"

#include <filesystem>

namespace crossroot::cli {

namespace {

/// `run`, `shell` and `test` speak with the program's exit code; this one is ours.
constexpr int k_own_code = 125;

Result<int> run_parsed(Session& session, const ParsedLine& line)
{
  session.printer.set_quiet(line.invocation.has("--quiet"));
  session.printer.set_verbose(line.invocation.has("--verbose"));
  if (line.invocation.has("--directory")) {
    const std::string folder = line.invocation.value("--directory");
    std::error_code failure;
    std::filesystem::current_path(folder, failure);
    if (failure) {
      return Error(ErrorKind::usage, "usage", "cannot work in " + folder)
          .note("cause", failure.message());
    }
  }
  return line.command->run(session, line.invocation);
}

} // namespace

int run_line(Session& session, const std::vector<std::string>& arguments)
{
  const auto line = parse_line(arguments);
  if (!line) {
    const int code = exit_code_of(line.error().kind());
    session.printer.error(line.error(), code, false);
    return code;
  }
  const auto outcome = run_parsed(session, *line);
  if (outcome) {
    return *outcome;
  }
  const bool interrupted =
      session.cancel.cancelled() || outcome.error().kind() == ErrorKind::interrupted;
  const int code = interrupted ? 130
                   : line->command->speaks_for_program
                       ? k_own_code
                       : exit_code_of(outcome.error().kind());
  session.printer.error(outcome.error(), code, session.unchanged);
  return code;
}

} // namespace crossroot::cli
