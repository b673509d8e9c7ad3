// SPDX-License-Identifier: Apache-2.0
#include "cli/room.hpp"

#include "exec/sandbox_setup.hpp"
#include "toolchain/toolchain.hpp"

namespace crossroot::cli {

namespace {

using MountKind = sandbox::Mount::Kind;

const Action* action_of(const Plan& plan, ActionKind kind, const std::string& target)
{
  for (const auto& action : plan.actions) {
    if (action.kind == kind && action.target == target) {
      return &action;
    }
  }
  return nullptr;
}

Error not_there(const std::string& action)
{
  return Error(ErrorKind::build, "build", "\"" + action + "\" has no result yet")
      .hint("crossroot build, which says why");
}

Result<exec::ResolvedInput> last_output(Workspace& workspace, const OutputOf& output)
{
  CROSSROOT_TRY(auto* const store, workspace.store());
  CROSSROOT_TRY(const auto record,
                store->last_action(workspace.project(), output.action));
  if (!record) {
    return not_there(output.action);
  }
  const auto found = record->outputs.find(output.output);
  if (found == record->outputs.end()) {
    return not_there(output.action);
  }
  return exec::ResolvedInput{.key_value = found->second.render(),
                             .path = store->tree_path(found->second)};
}

/// Runs what makes the trees of the plan: no compiled Go, and nothing of the program.
Result<void> build_trees(const Project& project, const exec::ExecContext& context)
{
  Plan trees = project.plan;
  std::erase_if(trees.actions, [](const Action& action) {
    return action.kind == ActionKind::std_seed || action.kind == ActionKind::go_build ||
           action.kind == ActionKind::verify || action.kind == ActionKind::smoke;
  });
  CROSSROOT_TRY(const auto report, exec::run_plan(trees, context));
  return report.first_error ? Result<void>(*report.first_error) : Result<void>();
}

/// Runs the plan; a failure of the program's own build is no obstacle here.
Result<void> build_whole(const Project& project, const exec::ExecContext& context)
{
  CROSSROOT_TRY(const auto report, exec::run_plan(project.plan, context));
  for (const auto& target : report.targets) {
    if (target.error && target.error->kind() != ErrorKind::build &&
        target.error->kind() != ErrorKind::verify) {
      return *target.error;
    }
  }
  return {};
}

sandbox::SandboxSpec spec_of(const exec::ActionRun& run,
                             const fs::path& cc,
                             const fs::path& cache,
                             const fs::path& out,
                             const fs::path& report)
{
  const auto inside = [](std::string_view path) { return std::string(path); };
  return {
      .root = run.input("toolchain"),
      .env = exec::environment_of(run.action),
      .cwd = inside(toolchain::k_source),
      .mounts = {
          {MountKind::read_only, run.input("sdk"), inside(toolchain::k_go_root)},
          {MountKind::read_only, run.input("sysroot"), inside(toolchain::k_sysroot)},
          {MountKind::read_only, cc, inside(toolchain::k_cc)},
          {MountKind::read_only, run.input("source"), inside(toolchain::k_source)},
          {MountKind::read_only, run.input("modules"), inside(toolchain::k_module_cache)},
          {MountKind::writable, cache, inside(toolchain::k_go_cache)},
          {MountKind::writable, out, inside(toolchain::k_out)},
          {MountKind::writable, report, inside(toolchain::k_report)}}};
}

} // namespace

int shell_code(const sandbox::SandboxOutcome& outcome)
{
  constexpr int k_signal_base = 128;
  using Ending = sandbox::SandboxOutcome::Ending;
  switch (outcome.ending) {
  case Ending::exited: return outcome.code;
  case Ending::signalled: return k_signal_base + outcome.code;
  case Ending::timed_out:
  case Ending::log_limit: return k_signal_base + 9;
  case Ending::cancelled: return exit_code_of(ErrorKind::interrupted);
  }
  return exit_code_of(ErrorKind::bug);
}

Result<Project> open_target(Workspace& workspace, const std::string& target)
{
  CROSSROOT_TRY(const TargetSpec* const found, workspace.target(target));
  CROSSROOT_TRY(Lock lock, ensure_lock(workspace, {}));
  CROSSROOT_CHECK(fetch_missing(workspace, lock));
  return open_project(workspace, std::move(lock), {found->name});
}

Result<exec::ResolvedInputs>
last_inputs(Workspace& workspace, const Project& /*project*/, const Action& action)
{
  CROSSROOT_TRY(auto* const store, workspace.store());
  exec::ResolvedInputs inputs;
  for (const auto& [name, input] : action.inputs) {
    if (const auto* const output = std::get_if<OutputOf>(&input)) {
      CROSSROOT_TRY(inputs[name], last_output(workspace, *output));
    } else if (const auto* const tree = std::get_if<TreeDigest>(&input)) {
      inputs[name] = {.key_value = tree->render(), .path = store->tree_path(*tree)};
    } else if (const auto* const blob = std::get_if<Digest>(&input)) {
      inputs[name] = {.key_value = blob->render(), .path = store->blob_path(*blob)};
    }
  }
  return inputs;
}

Result<Room> open_room(Workspace& workspace,
                       const Project& project,
                       const std::string& target,
                       Before before)
{
  CROSSROOT_TRY(const auto context, exec_context(workspace, project, 1));
  CROSSROOT_CHECK(before == Before::trees ? build_trees(project, context)
                                          : build_whole(project, context));
  const Action* const found = action_of(project.plan, ActionKind::go_build, target);
  const TargetSpec* const spec = project.recipe.find_target(target);
  if (found == nullptr || spec == nullptr) {
    return Error(ErrorKind::bug, "bug", "the plan does not build " + target);
  }
  Action build = *found;
  build.inputs.erase("std"); // the room has a cache of its own
  CROSSROOT_TRY(const auto inputs, last_inputs(workspace, project, build));
  const exec::ActionRun run{.action = build, .inputs = inputs, .context = context};
  CROSSROOT_TRY(auto folder, exec::make_staging(run, "room"));
  const fs::path parent = folder.path();
  CROSSROOT_TRY(const auto cc, exec::make_cc_folder(run, *spec, parent));
  CROSSROOT_TRY(const auto out, exec::make_writable_folder(context, parent, "out"));
  CROSSROOT_TRY(const auto report, exec::make_writable_folder(context, parent, "report"));
  CROSSROOT_TRY(const auto cache, exec::make_writable_folder(context, parent, "gocache"));
  auto made = spec_of(run, cc, cache, out, report);
  if (!project.recipe.source.module.empty()) {
    made.cwd += "/" + project.recipe.source.module;
  }
  return Room{.folder = std::move(folder), .out = out, .spec = std::move(made)};
}

Result<int> run_program(Workspace& workspace,
                        const Project& project,
                        const std::string& target,
                        const fs::path& programs,
                        const std::vector<std::string>& argv)
{
  const Action* const smoke = action_of(project.plan, ActionKind::smoke, target);
  const TargetSpec* const spec = project.recipe.find_target(target);
  if (smoke == nullptr || spec == nullptr) {
    return Error(ErrorKind::definition, "run", "the recipe makes no runtime root")
        .note("cause", "it has no [smoke] command")
        .hint("add [smoke] with a command to " + project.recipe.file);
  }
  CROSSROOT_TRY(const auto inputs, last_inputs(workspace, project, *smoke));
  CROSSROOT_TRY(auto* const sandbox, workspace.sandbox());
  const runtime::RuntimeSpec wanted{.root = inputs.at("root").path,
                                    .triplet = spec->triplet,
                                    .programs = programs,
                                    .argv = argv,
                                    .wall_limit = std::chrono::hours(24),
                                    .interactive = true};
  CROSSROOT_TRY(const auto outcome,
                runtime::run_in_root(*sandbox, wanted, workspace.session().cancel));
  return shell_code(outcome.program);
}

} // namespace crossroot::cli
