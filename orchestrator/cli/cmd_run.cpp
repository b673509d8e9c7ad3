// SPDX-License-Identifier: Apache-2.0
#include "cli/room.hpp"

namespace crossroot::cli {

namespace {

Result<int> run(Session& session, const Invocation& invocation)
{
  CROSSROOT_TRY(const auto workspace, Workspace::open(session, invocation));
  CROSSROOT_TRY(const auto project, open_target(*workspace, invocation.operands.front()));
  CROSSROOT_TRY(const auto context, exec_context(*workspace, project, 1));
  CROSSROOT_TRY(const auto report, exec::run_plan(project.plan, context));
  const auto& target = report.targets.front();
  if (!target.bin) {
    return target.error
               ? *target.error
               : Error(ErrorKind::bug, "bug", "nothing was built for " + target.target);
  }
  CROSSROOT_TRY(auto* const store, workspace->store());
  std::vector<std::string> argv = invocation.rest;
  if (argv.empty()) {
    argv = project.recipe.smoke.command;
  }
  return run_program(*workspace, project, target.target, store->tree_path(*target.bin),
                     argv);
}

} // namespace

Command run_command()
{
  return {.name = "run",
          .summary = "runs an output in the target's own libraries",
          .text = "Without a command the recipe's smoke command is run. Nothing of the "
                  "host's libraries is seen; a foreign CPU is emulated by qemu-user.",
          .examples = {"crossroot run linux-arm64 -- inventory --version"},
          .operand = {.name = "TARGET", .least = 1, .most = 1, .words = Words::target},
          .passes_rest = true,
          .speaks_for_program = true,
          .run = run};
}

} // namespace crossroot::cli
