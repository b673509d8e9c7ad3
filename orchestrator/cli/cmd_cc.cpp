// SPDX-License-Identifier: Apache-2.0
// The compiler on its own, for a Makefile or a look at what it does. It runs where builds
// run, with the current folder in place of the source: what it writes lands in /out,
// which is copied here afterwards, because the uid that the sandbox runs as may not write
// in a user's folder.
#include "cli/room.hpp"
#include "os/files.hpp"
#include "toolchain/toolchain.hpp"

namespace crossroot::cli {

namespace {

Result<void> copy_back(const fs::path& from, const fs::path& into)
{
  std::error_code failure;
  for (const auto& entry : fs::recursive_directory_iterator(from, failure)) {
    if (entry.is_symlink() || !entry.is_regular_file()) { // a link could lead anywhere
      continue;
    }
    const bool executable =
        (entry.status().permissions() & fs::perms::owner_exec) != fs::perms::none;
    CROSSROOT_TRY(const std::string bytes, os::read_file(entry.path()));
    CROSSROOT_CHECK(os::write_file(into / fs::relative(entry.path(), from), bytes,
                                   executable ? 0755 : 0644));
  }
  if (failure) {
    return Error(ErrorKind::io, "io", "cannot read what the compiler wrote")
        .note("cause", failure.message());
  }
  return {};
}

/// "-o x" and "-ox" write to /out/x; everything else is left alone.
std::vector<std::string> redirected(std::vector<std::string> arguments)
{
  const std::string out = std::string(toolchain::k_out) + "/";
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "-o" && i + 1 < arguments.size()) {
      auto& file = arguments[i + 1];
      file = file.starts_with('/') || file == "-" ? file : out + file;
      ++i;
    }
  }
  return arguments;
}

Result<int> run(Session& session, const Invocation& invocation)
{
  CROSSROOT_TRY(const auto workspace, Workspace::open(session, invocation));
  CROSSROOT_TRY(const auto project, open_target(*workspace, invocation.operands.front()));
  const std::string target = project.targets.front();
  CROSSROOT_TRY(auto room, open_room(*workspace, project, target, Before::trees));
  const fs::path here = fs::current_path();
  for (auto& mount : room.spec.mounts) {
    if (mount.inside == toolchain::k_source) {
      mount.host = here;
    }
  }
  room.spec.cwd = toolchain::k_source;
  room.spec.argv = redirected(invocation.rest);
  room.spec.argv.insert(room.spec.argv.begin(), room.spec.env.at("CC"));
  CROSSROOT_TRY(auto* const sandbox, workspace->sandbox());
  CROSSROOT_TRY(const auto outcome, sandbox->run(room.spec, session.cancel));
  session.printer.answer(outcome.out);
  session.printer.remark(outcome.err);
  CROSSROOT_CHECK(copy_back(room.out, here));
  return shell_code(outcome);
}

} // namespace

Command cc_command()
{
  return {.name = "cc",
          .summary = "the target's C compiler, as builds use it",
          .text = "Works on files below the current folder; -o names a file below it.",
          .examples = {"crossroot cc linux-amd64 -- --version",
                       "crossroot cc linux-amd64 -- -O2 -o tool tool.c"},
          .operand = {.name = "TARGET", .least = 1, .most = 1, .words = Words::target},
          .passes_rest = true,
          .speaks_for_program = true,
          .run = run};
}

} // namespace crossroot::cli
