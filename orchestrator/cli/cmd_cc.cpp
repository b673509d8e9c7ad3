// SPDX-License-Identifier: Apache-2.0
// The compiler on its own, for a Makefile or a look at what it does: the CC of
// `crossroot env`, with the caller's terminal, folder and arguments untouched. Running it
// in the build's sandbox would mean to guess from its arguments what it reads and writes.
#include "cli/outside.hpp"
#include "cli/room.hpp"
#include "os/process.hpp"

namespace crossroot::cli {

namespace {

Result<int> run(Session& session, const Invocation& invocation)
{
  CROSSROOT_TRY(const auto workspace, Workspace::open(session, invocation));
  CROSSROOT_TRY(const auto project, open_target(*workspace, invocation.operands.front()));
  const std::string target = project.targets.front();
  CROSSROOT_TRY(const auto places,
                make_outside_tools(*workspace, project, target, OutsideUse::compiler));
  const auto environment =
      toolchain::outside_environment(*project.recipe.find_target(target), places);
  os::Command command{.argv = {environment.at(invocation.has("--c++") ? "CXX" : "CC")}};
  command.inherit_terminal = true;
  command.argv.insert(command.argv.end(), invocation.rest.begin(), invocation.rest.end());
  CROSSROOT_TRY(const auto outcome, os::run_process(command, session.cancel));
  constexpr int k_signal_base = 128;
  switch (outcome.ending) {
  case os::ProcessOutcome::Ending::exited: return outcome.code;
  case os::ProcessOutcome::Ending::signalled: return k_signal_base + outcome.code;
  default: return exit_code_of(ErrorKind::interrupted);
  }
}

} // namespace

Command cc_command()
{
  return {.name = "cc",
          .summary = "the target's C compiler, as builds use it",
          .text =
              "It is the CC that crossroot env names: everything behind TARGET is its "
              "own, and it works in the current folder. Files below /usr, /etc and "
              "/opt are the sysroot's.",
          .examples = {"crossroot cc linux-amd64 -- --version",
                       "crossroot cc linux-amd64 -- -O2 -o tool tool.c",
                       "crossroot cc --c++ linux-amd64 -- -O2 -o tool tool.cpp"},
          .options = {{.name = "--c++", .help = "the C++ compiler"}},
          .operand = {.name = "TARGET", .least = 1, .most = 1, .words = Words::target},
          .passes_rest = true,
          .speaks_for_program = true,
          .run = run};
}

} // namespace crossroot::cli
