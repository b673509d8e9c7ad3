// SPDX-License-Identifier: Apache-2.0
#include "cli/room.hpp"

namespace crossroot::cli {

namespace {

Result<int> run(Session& session, const Invocation& invocation)
{
  CROSSROOT_TRY(const auto workspace, Workspace::open(session, invocation));
  CROSSROOT_TRY(const auto project, open_target(*workspace, invocation.operands.front()));
  CROSSROOT_TRY(const Recipe* const recipe, workspace->recipe());
  std::vector<std::string> argv = invocation.rest;
  if (argv.empty()) {
    argv = recipe->smoke.command;
  }
  if (argv.empty()) {
    return Error(ErrorKind::usage, "usage", "there is no command to run")
        .note("cause", recipe->file + " has no [smoke] command to run instead")
        .hint("crossroot run " + invocation.operands.front() + " -- PROGRAM");
  }
  const std::string target = project.targets.front();
  CROSSROOT_TRY(const auto context, exec_context(*workspace, project, 1));
  CROSSROOT_TRY(const auto* const verify,
                target_action(project, ActionKind::verify, target));
  // The program is made, and nobody judges it: who runs it wants to look for himself.
  CROSSROOT_TRY(const auto inputs, make_inputs(project, *verify, context));
  return run_program(*workspace, project, target,
                     {.programs = inputs.at("bin").path, .argv = argv});
}

} // namespace

Command run_command()
{
  return {.name = "run",
          .summary = "runs an output in the target's own libraries",
          .text =
              "Without a command the recipe's smoke command is run. Nothing of the "
              "host's libraries is seen; a foreign CPU is emulated by qemu-user. "
              "Everything behind TARGET is the command's, its options too; a leading "
              "-- is taken off. The program is built, but not judged: build does that.",
          .examples = {"crossroot run linux-arm64 -- inventory --version"},
          .operand = {.name = "TARGET", .least = 1, .most = 1, .words = Words::target},
          .passes_rest = true,
          .speaks_for_program = true,
          .run = run};
}

} // namespace crossroot::cli
