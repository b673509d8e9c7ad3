// SPDX-License-Identifier: Apache-2.0
#include "cli/project.hpp"

namespace crossroot::cli {

namespace {

/// Names alone, for completion: needs neither lock nor store.
Result<int> print_targets(Session& session, Workspace& workspace)
{
  CROSSROOT_TRY(const auto names, workspace.targets({}));
  for (const auto& name : names) {
    session.printer.answer(name + "\n");
  }
  return 0;
}

Result<int> run(Session& session, const Invocation& invocation)
{
  CROSSROOT_TRY(const auto workspace, Workspace::open(session, invocation));
  if (invocation.has("--targets")) {
    return print_targets(session, *workspace);
  }
  CROSSROOT_TRY(Lock lock, ensure_lock(*workspace, {.locked = true}));
  CROSSROOT_CHECK(fetch_for_plan(*workspace, lock));
  CROSSROOT_TRY(const auto project,
                open_project(*workspace, std::move(lock), invocation.operands));
  session.printer.answer(invocation.has("--json") ? project.plan.to_json().render()
                                                  : project.plan.render());
  return 0;
}

} // namespace

Command plan_command()
{
  return {.name = "plan",
          .summary = "prints the actions of a build and their ids",
          .text = "Runs nothing. The same recipe, lock and source give the same plan on "
                  "every machine.",
          .examples = {"crossroot plan", "crossroot plan --json linux-amd64"},
          .options = {{.name = "--json", .help = "with every setting and input"},
                      {.name = "--targets", .help = "only the names of the targets"}},
          .operand = {.name = "TARGET", .most = 1000, .words = Words::target},
          .run = run};
}

} // namespace crossroot::cli
