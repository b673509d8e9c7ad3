// SPDX-License-Identifier: Apache-2.0
#include "cli/run_matrix.hpp"

#include <algorithm>

namespace crossroot::cli {

namespace {

Result<std::vector<std::string>> command_line(const Recipe& recipe,
                                              const Invocation& invocation)
{
  if (!invocation.rest.empty()) {
    return invocation.rest;
  }
  if (!recipe.smoke.command.empty()) {
    return recipe.smoke.command;
  }
  return Error(ErrorKind::usage, "usage", "there is no command to run")
      .note("cause", recipe.file + " has no [smoke] command to run instead")
      .hint("crossroot run " + invocation.operands.front() + " -- PROGRAM");
}

/// The systems that --on names; all if it names none.
Result<std::vector<const runtime::ProofSystem*>> systems_of(const Invocation& invocation)
{
  std::vector<const runtime::ProofSystem*> systems;
  std::string known;
  for (const auto& system : runtime::proof_systems()) {
    known += (known.empty() ? "\"" : ", \"") + system.name + "\"";
    if (!invocation.has("--on")) {
      systems.push_back(&system);
    }
  }
  for (const auto& name : invocation.values("--on")) {
    const auto& all = runtime::proof_systems();
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& system) {
      return system.name == name || system.definition == name;
    });
    if (found == all.end()) {
      return Error(ErrorKind::usage, "usage",
                   "the libraries of \"" + name + "\" cannot be had as packages")
          .hint("--on takes " + known);
    }
    systems.push_back(&*found);
  }
  return systems;
}

Result<std::vector<Version>> kernels_of(const Invocation& invocation)
{
  std::vector<Version> kernels;
  for (const auto& text : invocation.values("--kernel")) {
    CROSSROOT_TRY(auto kernel, Version::parse(text));
    kernels.push_back(std::move(kernel));
  }
  return kernels;
}

Result<int> run_once(Workspace& workspace,
                     const Project& project,
                     const Invocation& invocation,
                     TargetProgram program)
{
  CROSSROOT_TRY(const auto kernels, kernels_of(invocation));
  CROSSROOT_TRY(const auto systems, systems_of(invocation));
  if (kernels.size() > 1 || invocation.values("--on").size() > 1) {
    return Error(ErrorKind::usage, "usage", "a program runs in one place at a time")
        .hint("--matrix, which tries every --on with every --kernel");
  }
  program.kernel = kernels.empty() ? Version() : kernels.front();
  program.record = invocation.value("--record");
  program.system = invocation.has("--on") ? systems.front() : nullptr;
  return run_program(workspace, project, project.targets.front(), program);
}

Result<int> run_everywhere(Workspace& workspace,
                           const Project& project,
                           const Invocation& invocation,
                           const TargetProgram& program)
{
  if (invocation.has("--record")) {
    return Error(ErrorKind::usage, "usage", "--record and --matrix exclude each other")
        .hint("record one run: its calls hardly hang on the place");
  }
  RunMatrix matrix;
  CROSSROOT_TRY(matrix.kernels, kernels_of(invocation));
  CROSSROOT_TRY(matrix.systems, systems_of(invocation));
  if (matrix.kernels.empty()) {
    matrix.kernels = kernels_to_try();
  }
  return run_matrix(workspace, project, project.targets.front(), program, matrix);
}

Result<int> run(Session& session, const Invocation& invocation)
{
  CROSSROOT_TRY(const auto workspace, Workspace::open(session, invocation));
  CROSSROOT_TRY(const auto project, open_target(*workspace, invocation.operands.front()));
  CROSSROOT_TRY(const Recipe* const recipe, workspace->recipe());
  CROSSROOT_TRY(const auto argv, command_line(*recipe, invocation));
  CROSSROOT_TRY(const auto context, exec_context(*workspace, project));
  CROSSROOT_TRY(const auto* const verify,
                target_action(project, ActionKind::verify, project.targets.front()));
  // The program is made, and nobody judges it: who runs it wants to look for himself.
  CROSSROOT_TRY(const auto inputs, make_inputs(project, *verify, context));
  const TargetProgram program{.programs = inputs.at("bin").path, .argv = argv};
  return invocation.has("--matrix")
             ? run_everywhere(*workspace, project, invocation, program)
             : run_once(*workspace, project, invocation, program);
}

} // namespace

Command run_command()
{
  return {
      .name = "run",
      .summary = "runs an output in the target's own libraries",
      .text =
          "Without a command the recipe's smoke command is run. Nothing of the "
          "host's libraries is seen; a foreign CPU is emulated by qemu-user. "
          "Everything behind TARGET is the command's, its options too; a leading "
          "-- is taken off. The program is built, but not judged: build does that.\n\n"
          "--kernel takes away the system calls that a kernel did not have yet (they "
          "answer ENOSYS). What such a kernel does otherwise in the calls that it has, "
          "and its name in uname, are not shown; qemu-user does tell the name. \n\n"
          "--record writes an OCI seccomp profile that allows what this run called and "
          "answers ENOSYS to the rest, and says which kernel has all of it. Run what "
          "your users run: a call that was not made is not in it, nor is what the "
          "sandbox itself refuses.\n\n"
          "--matrix runs the command in the libraries of Debian 11, 12, 13 and sid with "
          "the "
          "kernels of all known distributions, and prints one table; it exits with 7 "
          "if the command ended with anything but 0 somewhere.",
      .examples = {"crossroot run linux-arm64 -- inventory --version",
                   "crossroot run --kernel 3.10 --on \"Debian 12\" linux-amd64",
                   "crossroot run --matrix linux-amd64 -- inventory --version"},
      .options = {{.name = "--kernel",
                   .value = "VERSION",
                   .help = "without the system calls that are younger",
                   .repeats = true},
                  {.name = "--on",
                   .value = "NAME",
                   .help = "in the libraries of this release, such as \"Debian 12\"",
                   .repeats = true},
                  {.name = "--record",
                   .value = "OUT",
                   .help = "write the system calls that it makes as a seccomp profile",
                   .words = Words::file},
                  {.name = "--matrix",
                   .help = "in every release with every kernel, one table"}},
      .operand = {.name = "TARGET", .least = 1, .most = 1, .words = Words::target},
      .passes_rest = true,
      .speaks_for_program = true,
      .run = run};
}

} // namespace crossroot::cli
