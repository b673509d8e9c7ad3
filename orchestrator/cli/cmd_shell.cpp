// SPDX-License-Identifier: Apache-2.0
#include "cli/room.hpp"

namespace crossroot::cli {

namespace {

Error no_shell(const std::string& target)
{
  return Error(ErrorKind::environment, "shell", "the toolchain root holds no shell")
      .note("cause", "its definition names no package with one, so that none can be part "
                     "of what a build sees")
      .hint("crossroot shell " + target +
            " -- /go/bin/go env    or    a definition of "
            "your own that wants dash");
}

Result<int> run(Session& session, const Invocation& invocation)
{
  CROSSROOT_TRY(const auto workspace, Workspace::open(session, invocation));
  CROSSROOT_TRY(const auto project, open_target(*workspace, invocation.operands.front()));
  CROSSROOT_TRY(auto room, open_room(*workspace, project, project.targets.front()));
  room.spec.argv = invocation.rest;
  if (room.spec.argv.empty()) {
    std::error_code ignored;
    if (!fs::exists(fs::symlink_status(room.spec.root / "usr/bin/sh", ignored))) {
      return no_shell(project.targets.front());
    }
    room.spec.argv = {"/bin/sh"};
  }
  room.spec.interactive = true;
  CROSSROOT_TRY(auto* const sandbox, workspace->sandbox());
  CROSSROOT_TRY(const auto outcome, sandbox->run(room.spec, session.cancel));
  return shell_code(outcome);
}

} // namespace

Command shell_command()
{
  return {.name = "shell",
          .summary = "a command or a shell inside the build's sandbox",
          .text =
              "The command's name is a path inside, such as /go/bin/go. The toolchain "
              "root holds a shell only if its definition names a package with one.",
          .examples = {"crossroot shell linux-amd64 -- /go/bin/go env"},
          .operand = {.name = "TARGET", .least = 1, .most = 1, .words = Words::target},
          .passes_rest = true,
          .speaks_for_program = true,
          .run = run};
}

} // namespace crossroot::cli
