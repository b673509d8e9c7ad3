// SPDX-License-Identifier: Apache-2.0
#include "cli/room.hpp"

#include "exec/go_cache.hpp"
#include "exec/go_room.hpp"
#include "exec/progress.hpp"
#include "exec/sandbox_setup.hpp"
#include "os/files.hpp"
#include "runtime/call_record.hpp"
#include "runtime/older_kernel.hpp"
#include "toolchain/toolchain.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::cli {

namespace {

using MountKind = sandbox::Mount::Kind;

/// The actions of a plan that have one of these names.
Plan part_of(const Plan& plan, const std::vector<std::string>& names)
{
  Plan part;
  for (const auto& action : plan.actions) {
    if (std::find(names.begin(), names.end(), action.name) != names.end()) {
      part.actions.push_back(action);
    }
  }
  return part;
}

Result<exec::ResolvedInput> last_output(const OutputOf& output,
                                        const exec::ExecContext& context)
{
  CROSSROOT_TRY(const auto record,
                context.store.last_action(context.project, output.action));
  if (record) {
    const auto found = record->outputs.find(output.output);
    if (found != record->outputs.end()) {
      return exec::ResolvedInput{.key_value = found->second.render(),
                                 .path = context.store.tree_path(found->second)};
    }
  }
  return Error(ErrorKind::build, "build", "\"" + output.action + "\" has no result yet")
      .hint("crossroot build, which says why");
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
          {MountKind::read_only, exec::seen_sysroot(run), inside(toolchain::k_sysroot)},
          {MountKind::read_only, cc, inside(toolchain::k_cc)},
          {MountKind::read_only, run.input("source"), inside(toolchain::k_source)},
          {MountKind::read_only, run.input("modules"), inside(toolchain::k_module_cache)},
          {MountKind::writable, cache, inside(toolchain::k_go_cache)},
          {MountKind::read_only, run.input("std"), exec::k_go_seed.string()},
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
  return open_project(workspace, std::move(lock), {found->name}, RuntimeRoots::always);
}

Result<const Action*>
target_action(const Project& project, ActionKind kind, const std::string& target)
{
  for (const auto& action : project.plan.actions) {
    if (action.kind == kind && action.target == target) {
      return &action;
    }
  }
  return Error(ErrorKind::bug, "bug",
               "the plan has no " + std::string(name_of(kind)) + " of " + target);
}

Result<exec::ResolvedInputs> make_inputs(const Project& project,
                                         const Action& action,
                                         const exec::ExecContext& context)
{
  std::vector<std::string> names;
  for (const auto& [name, input] : action.inputs) {
    if (const auto* const output = std::get_if<OutputOf>(&input)) {
      const auto needed = exec::needed_for(project.plan, output->action);
      names.insert(names.end(), needed.begin(), needed.end());
    }
  }
  CROSSROOT_TRY(const auto report, exec::run_plan(part_of(project.plan, names), context));
  if (report.first_error) {
    return *report.first_error;
  }
  exec::ResolvedInputs inputs;
  for (const auto& [name, input] : action.inputs) {
    if (const auto* const output = std::get_if<OutputOf>(&input)) {
      CROSSROOT_TRY(inputs[name], last_output(*output, context));
    } else if (const auto* const tree = std::get_if<TreeDigest>(&input)) {
      inputs[name] = {.key_value = tree->render(),
                      .path = context.store.tree_path(*tree)};
    } else if (const auto* const blob = std::get_if<Digest>(&input)) {
      inputs[name] = {.key_value = blob->render(),
                      .path = context.store.blob_path(*blob)};
    }
  }
  return inputs;
}

Result<Room>
open_room(Workspace& workspace, const Project& project, const std::string& target)
{
  CROSSROOT_TRY(const auto context, exec_context(workspace, project));
  CROSSROOT_TRY(const auto* const build,
                target_action(project, ActionKind::go_build, target));
  const TargetSpec* const spec = project.recipe.find_target(target);
  CROSSROOT_TRY(const auto inputs, make_inputs(project, *build, context));
  const exec::ActionRun run{.action = *build, .inputs = inputs, .context = context};
  CROSSROOT_TRY(auto folder, exec::make_staging(run, "room"));
  const fs::path parent = folder.path();
  CROSSROOT_TRY(const auto cc, exec::make_cc_folder(run, *spec, parent));
  CROSSROOT_TRY(const auto out, exec::make_writable_folder(context, parent, "out"));
  CROSSROOT_TRY(const auto report, exec::make_writable_folder(context, parent, "report"));
  CROSSROOT_TRY(const auto cache, exec::open_go_cache(run, parent));
  auto made = spec_of(run, cc, cache, out, report);
  if (!project.recipe.source.module.empty()) {
    made.cwd += "/" + project.recipe.source.module;
  }
  return Room{.folder = std::move(folder), .out = out, .spec = std::move(made)};
}

Result<runtime::ProofRoot> system_root(Workspace& workspace,
                                       const runtime::ProofSystem& system,
                                       const Triplet& triplet)
{
  CROSSROOT_TRY(const auto definitions, runtime::proof_definitions());
  const auto sources = workspace.sources(nullptr);
  CROSSROOT_TRY(const auto context, workspace.resolve_context(sources, definitions));
  return runtime::make_proof_root(system, triplet, context);
}

namespace {

/// The tree that becomes /: of the system asked for, else the target's runtime root.
Result<fs::path> root_for(Workspace& workspace,
                          const Project& project,
                          const std::string& target,
                          const TargetProgram& program)
{
  const Triplet& triplet = project.recipe.find_target(target)->triplet;
  if (program.system != nullptr) {
    CROSSROOT_TRY(const auto root, system_root(workspace, *program.system, triplet));
    return root.tree;
  }
  CROSSROOT_TRY(const auto context, exec_context(workspace, project));
  CROSSROOT_TRY(const auto* const smoke,
                target_action(project, ActionKind::smoke, target));
  const Action root_only{.kind = ActionKind::smoke,
                         .name = smoke->name,
                         .inputs = {{"root", smoke->inputs.at("root")}}};
  CROSSROOT_TRY(const auto inputs, make_inputs(project, root_only, context));
  return inputs.at("root").path;
}

/// What a program that asks for its kernel's name would be misled by.
void tell_of_kernel(Printer& printer, const runtime::RuntimeOutcome& outcome)
{
  if (!outcome.kernel.empty() && !outcome.kernel_named) {
    printer.line("kernel", "younger calls than Linux " + outcome.kernel.render() +
                               " answered ENOSYS; uname told the host's " +
                               runtime::host_kernel().render());
  }
}

Result<void> write_record(Printer& printer,
                          const sandbox::SandboxOutcome& program,
                          const fs::path& file)
{
  const auto record = runtime::name_calls(program);
  CROSSROOT_CHECK(os::write_file(file, record.to_oci_profile().render()));
  printer.line("wrote", file.string());
  if (const auto* const newest = record.newest()) {
    printer.line("recorded",
                 fmt::format("{} system calls; Linux {} has them all ({})",
                             record.calls.size(), newest->since.render(), newest->name));
  }
  for (const auto number : record.unknown) {
    printer.line("unknown", fmt::format("call {} has no name in the table: the profile "
                                        "leaves it out",
                                        number));
  }
  return {};
}

} // namespace

Result<int> run_program(Workspace& workspace,
                        const Project& project,
                        const std::string& target,
                        const TargetProgram& program)
{
  CROSSROOT_TRY(const auto root, root_for(workspace, project, target, program));
  CROSSROOT_TRY(auto* const sandbox, workspace.sandbox());
  const runtime::RuntimeSpec wanted{.root = root,
                                    .triplet =
                                        project.recipe.find_target(target)->triplet,
                                    .programs = program.programs,
                                    .argv = program.argv,
                                    .cwd = program.cwd,
                                    .mounts = program.mounts,
                                    .kernel = program.kernel,
                                    .record_calls = !program.record.empty(),
                                    .wall_limit = std::chrono::hours(24),
                                    .interactive = true};
  CROSSROOT_TRY(const auto outcome,
                runtime::run_in_root(*sandbox, wanted, workspace.session().cancel));
  auto& printer = workspace.session().printer;
  tell_of_kernel(printer, outcome);
  if (!program.record.empty()) {
    CROSSROOT_CHECK(write_record(printer, outcome.program, program.record));
  }
  return shell_code(outcome.program);
}

} // namespace crossroot::cli
