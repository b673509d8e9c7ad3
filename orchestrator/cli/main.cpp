// SPDX-License-Identifier: Apache-2.0
#include "cli/session.hpp"
#include "os/host.hpp"
#include "os/signals.hpp"

#include <malloc.h>
#include <sys/stat.h>
#include <unistd.h>

#include <exception>
#include <iostream>
#include <string>
#include <vector>

using namespace crossroot;

namespace {

cli::PrinterSettings settings_of_this_terminal()
{
  const bool dumb = os::environment("TERM").value_or("dumb") == "dumb";
  const bool terminal = os::is_terminal(STDERR_FILENO) && !dumb && !os::environment("CI");
  const bool color = !dumb && !os::environment("NO_COLOR");
  return {.terminal = terminal,
          .color = terminal && color,
          .answer_color = os::is_terminal(STDOUT_FILENO) && color,
          .columns = os::terminal_columns(STDERR_FILENO)};
}

} // namespace

int main(int argc, char** argv)
{
  static CancelToken cancel; // signal handlers may reach it until the process is gone
  // The uid that builds of root drop to has to read what is made for it, and what is
  // published is not to differ with the mask of whoever builds.
  ::umask(022);
#ifdef M_ARENA_MAX
  // glibc gives each thread a heap of its own, and each keeps what one package took.
  ::mallopt(M_ARENA_MAX, 2);
#endif
  try {
    os::cancel_on_signals(cancel);
    cli::Printer printer(std::cout, std::cerr, settings_of_this_terminal());
    cli::Session session{.printer = printer, .cancel = cancel};
    return cli::run_line(session, std::vector<std::string>(argv + 1, argv + argc));
  } catch (const std::exception& failure) {
    std::cerr << "error[bug]: " << failure.what()
              << "\n  cause  a fault of crossroot itself; please report it"
              << "  exit 70\n";
    return exit_code_of(ErrorKind::bug);
  }
}
