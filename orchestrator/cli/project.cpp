// SPDX-License-Identifier: Apache-2.0
#include "cli/project.hpp"

#include "base/text.hpp"
#include "exec/settings.hpp"
#include "os/host.hpp"
#include "resolve/source.hpp"
#include "runtime/runtime.hpp"

namespace crossroot::cli {

namespace {

/// Smoke runs stand above exec; this hands it the way to do them.
exec::ProgramRunner runner_for(sandbox::Sandbox& sandbox)
{
  return [&sandbox](const exec::ProgramRun& wanted,
                    const CancelToken& cancel) -> Result<exec::ProgramRunOutcome> {
    CROSSROOT_TRY(auto outcome, runtime::run_in_root(sandbox,
                                                     {.root = wanted.root,
                                                      .triplet = wanted.triplet,
                                                      .programs = wanted.bin,
                                                      .argv = wanted.argv},
                                                     cancel));
    std::string place = outcome.place();
    if (place.starts_with("in ")) {
      place.erase(0, 3);
    }
    return exec::ProgramRunOutcome{.process = std::move(outcome.program),
                                   .ran_in = std::move(place)};
  };
}

} // namespace

Result<Project> open_project(Workspace& workspace,
                             Lock lock,
                             const std::vector<std::string>& targets,
                             RuntimeRoots roots)
{
  CROSSROOT_TRY(const Recipe* const recipe, workspace.recipe());
  CROSSROOT_TRY(auto* const store, workspace.store());
  Project project{.recipe = *recipe, .lock = std::move(lock)};
  CROSSROOT_TRY(project.targets, workspace.targets(targets));
  CROSSROOT_TRY(project.source, resolve::open_source(project.recipe, project.lock.source,
                                                     *store, workspace.session().cancel));
  CROSSROOT_TRY(
      const auto inputs,
      resolve::lock_inputs(project.recipe, workspace.definitions(), project.source));
  CROSSROOT_CHECK(check_lock(project.lock, inputs));
  if (roots == RuntimeRoots::always && project.recipe.smoke.command.empty()) {
    project.recipe.smoke.command = {"true"}; // stands for the caller's; never run
  }
  CROSSROOT_TRY(project.source_tree,
                snapshot_source(workspace, project.recipe, project.source));
  CROSSROOT_TRY(const auto stamps,
                resolve_stamps(project.recipe, project.lock, project.source));
  CROSSROOT_TRY(auto settings,
                exec::plan_settings(project.recipe, workspace.definitions(), stamps,
                                    today(), std::string(runtime::k_runtime_version)));
  CROSSROOT_TRY(project.plan, make_plan({.recipe = project.recipe,
                                         .lock = project.lock,
                                         .definitions = workspace.definitions(),
                                         .targets = project.targets,
                                         .source = project.source_tree,
                                         .settings = std::move(settings)}));
  return project;
}

namespace {

unsigned usual_jobs(const Workspace& workspace)
{
  return workspace.config().jobs != 0 ? workspace.config().jobs : os::cpu_count();
}

} // namespace

Result<exec::ExecContext>
exec_context(Workspace& workspace, const Project& project, std::optional<unsigned> jobs)
{
  CROSSROOT_TRY(auto* const store, workspace.store());
  CROSSROOT_TRY(auto* const sandbox, workspace.sandbox());
  CROSSROOT_TRY(const fs::path inner, workspace.inner());
  auto& session = workspace.session();
  return exec::ExecContext{.store = *store,
                           .sandbox = *sandbox,
                           .events = session.printer,
                           .cancel = session.cancel,
                           .recipe = project.recipe,
                           .definitions = workspace.definitions(),
                           .lock = project.lock,
                           .run_program = runner_for(*sandbox),
                           .inner = inner,
                           .project = workspace.project(),
                           .as_of = today(),
                           .jobs = jobs.value_or(usual_jobs(workspace))};
}

Result<unsigned> job_count(const Workspace& workspace, const Invocation& invocation)
{
  constexpr std::uint64_t k_most = 1024;
  if (invocation.has("--jobs")) {
    const auto given = parse_number(invocation.value("--jobs"));
    if (!given || *given == 0 || *given > k_most) {
      return Error(ErrorKind::usage, "usage",
                   "--jobs \"" + invocation.value("--jobs") + "\" is no number of jobs");
    }
    return static_cast<unsigned>(*given);
  }
  return usual_jobs(workspace);
}

} // namespace crossroot::cli
