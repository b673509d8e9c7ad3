// SPDX-License-Identifier: Apache-2.0
#include "cli/project.hpp"

namespace crossroot::cli {

namespace {

Result<int> run(Session& session, const Invocation& invocation)
{
  CROSSROOT_TRY(const auto workspace, Workspace::open(session, invocation));
  CROSSROOT_TRY(Lock lock, ensure_lock(*workspace, {.locked = true}));
  CROSSROOT_CHECK(fetch_for_plan(*workspace, lock));
  CROSSROOT_TRY(const auto project,
                open_project(*workspace, std::move(lock), invocation.operands));
  CROSSROOT_TRY(const auto context, exec_context(*workspace, project));
  CROSSROOT_TRY(const auto explanation,
                exec::explain(project.plan, project.targets.front(), context));
  if (invocation.has("--json")) {
    session.printer.answer(explanation.to_json().render());
    return 0;
  }
  const std::string text = explanation.render();
  session.printer.answer(text.empty() ? "nothing would run\n" : text);
  return 0;
}

} // namespace

Command explain_command()
{
  return {
      .name = "explain",
      .summary = "says which steps would run again, and which input moved",
      .examples = {"crossroot explain linux-amd64"},
      .options = {{.name = "--json", .help = "every action, with old and new values"}},
      .operand = {.name = "TARGET", .least = 1, .most = 1, .words = Words::target},
      .run = run};
}

} // namespace crossroot::cli
