// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "cli/build_table.hpp"
#include "cli/project.hpp"
#include "verify/ceilings.hpp"
#include "verify/formats.hpp"

namespace crossroot::cli {

namespace {

Result<int> dry_run(Session& session, Workspace& workspace, const Project& project)
{
  CROSSROOT_TRY(const auto context, exec_context(workspace, project));
  CROSSROOT_TRY(const auto explanation, exec::explain(project.plan, "", context));
  const std::string text = explanation.render();
  session.printer.answer(text.empty() ? "nothing would run\n" : text);
  return 0;
}

/// Errors of each target, each in full, behind what verify found; the exit code is the
/// worst.
void draw_errors(Session& session, const exec::BuildReport& report)
{
  const verify::TextStyle style{.color = session.printer.settings().color
                                             ? verify::Color::always
                                             : verify::Color::never};
  for (const auto& target : report.targets) {
    for (const auto& file : target.files) {
      session.printer.remark(verify::render_text(file, style));
    }
    if (target.error) {
      session.printer.error(*target.error, exit_code_of(target.error->kind()), false);
    }
  }
}

/// Waivers that waived nothing in any file of their target.
void draw_stale_waivers(Session& session,
                        const Project& project,
                        const exec::BuildReport& report)
{
  for (const auto& target : report.targets) {
    const auto* const spec = project.recipe.find_target(target.target);
    if (spec == nullptr || target.files.empty()) {
      continue;
    }
    verify::StaleWaivers stale(spec->abi.waive);
    for (const auto& file : target.files) {
      stale.add(file);
    }
    for (const auto& line : stale.lines()) {
      session.printer.line("note", target.target + ": " + line + ", judged as of " +
                                       today().render());
    }
  }
}

/// A program that loads libraries of the system runs only where they are.
void draw_system_needs(Session& session,
                       const exec::BuildReport& report,
                       const exec::ExecContext& context)
{
  for (const auto& target : report.targets) {
    for (const auto& [name, package] : exec::system_needs(target, context)) {
      session.printer.line("note", target.target + ": needs " + name +
                                       " of the system it runs on, as " + package +
                                       " has it");
    }
  }
}

void draw_table(Session& session, const exec::BuildReport& report)
{
  const std::string table = render_build_table(report);
  if (table.empty() || session.printer.settings().quiet) {
    return;
  }
  session.printer.remark((report.ran == 0 ? "" : "\n") + table);
  const auto distributions = common_distributions(report);
  session.printer.remark("\n");
  if (!distributions.empty()) {
    session.printer.line("loads on", join(distributions, ", "));
  }
}

Result<int> run(Session& session, const Invocation& invocation)
{
  session.unchanged = true;
  CROSSROOT_TRY(const auto workspace, Workspace::open(session, invocation));
  CROSSROOT_TRY(const unsigned jobs, job_count(*workspace, invocation));
  CROSSROOT_TRY(const auto targets, workspace->targets(invocation.operands));
  CROSSROOT_TRY(Lock lock,
                ensure_lock(*workspace, {.locked = invocation.has("--locked")}));
  const bool only_plan = invocation.has("--dry-run");
  CROSSROOT_CHECK(only_plan ? fetch_for_plan(*workspace, lock)
                            : fetch_missing(*workspace, lock));
  CROSSROOT_TRY(const auto project, open_project(*workspace, std::move(lock), targets));
  if (only_plan) {
    return dry_run(session, *workspace, project);
  }
  CROSSROOT_TRY(const auto context, exec_context(*workspace, project, jobs));
  CROSSROOT_TRY(const auto report, exec::run_plan(project.plan, context));
  CROSSROOT_TRY(const auto artifacts,
                exec::publish_outputs(report, context, workspace->out_folder()));
  session.unchanged = false;
  draw_table(session, report);
  draw_errors(session, report);
  draw_stale_waivers(session, project, report);
  draw_system_needs(session, report, context);
  const fs::path here = fs::current_path();
  if (invocation.has("--json")) {
    session.printer.answer(build_report_json(report, artifacts, here).render());
    return report.exit_code();
  }
  for (const auto& artifact : artifacts) {
    session.printer.answer(artifact.lexically_proximate(here).string() + "\n");
  }
  return report.exit_code();
}

} // namespace

Command build_command()
{
  return {.name = "build",
          .summary = "builds, verifies and smoke-tests; writes out/",
          .text =
              "Locks first if there is no lock (never with --locked or CI set), fetches "
              "what is missing, and runs what the store does not have. The paths of the "
              "programs go to stdout. A target that fails verify or its smoke command "
              "gets no out/TARGET/bin.",
          .examples = {"crossroot build", "crossroot build linux-arm64 -j 4",
                       "crossroot build --dry-run"},
          .options = {{.name = "--jobs",
                       .letter = "-j",
                       .value = "N",
                       .help = "steps at once (default: the CPUs)"},
                      {.name = "--locked", .help = "exit 4 instead of making a lock"},
                      {.name = "--dry-run",
                       .help = "say what would run and why; run nothing"},
                      {.name = "--json", .help = "the report as JSON on stdout"}},
          .operand = {.name = "TARGET", .most = 1000, .words = Words::target},
          .run = run};
}

} // namespace crossroot::cli
