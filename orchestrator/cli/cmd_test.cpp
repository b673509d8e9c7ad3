// SPDX-License-Identifier: Apache-2.0
// Tests are compiled like the program (`go test -c` in the same sandbox, against the same
// sysroot), then each test program runs in the target's runtime root: a test that passes
// on the host's libraries says nothing about the target's.
#include "cli/room.hpp"
#include "toolchain/toolchain.hpp"

#include <algorithm>

namespace crossroot::cli {

namespace {

Result<void>
compile_tests(Workspace& workspace, Room& room, const std::vector<std::string>& packages)
{
  room.spec.argv = {std::string(toolchain::k_go_root) + "/bin/go",
                    "test",
                    "-c",
                    "-trimpath",
                    "-o",
                    std::string(toolchain::k_out) + "/"};
  room.spec.argv.insert(room.spec.argv.end(), packages.begin(), packages.end());
  CROSSROOT_TRY(auto* const sandbox, workspace.sandbox());
  CROSSROOT_TRY(const auto outcome, sandbox->run(room.spec, workspace.session().cancel));
  workspace.session().printer.remark(outcome.out + outcome.err);
  if (outcome.ending == sandbox::SandboxOutcome::Ending::cancelled) {
    return Error(ErrorKind::interrupted, "interrupted", "interrupted");
  }
  if (!outcome.succeeded()) {
    return Error(ErrorKind::build, "build", "the tests do not compile");
  }
  return {};
}

Result<int> run(Session& session, const Invocation& invocation)
{
  CROSSROOT_TRY(const auto workspace, Workspace::open(session, invocation));
  CROSSROOT_TRY(const auto project, open_target(*workspace, invocation.operands.front()));
  const std::string target = project.targets.front();
  CROSSROOT_TRY(auto room, open_room(*workspace, project, target, Before::whole_build));
  std::vector<std::string> packages = invocation.rest;
  if (packages.empty()) {
    packages = {"./..."};
  }
  CROSSROOT_CHECK(compile_tests(*workspace, room, packages));
  std::vector<std::string> programs;
  for (const auto& entry : fs::directory_iterator(room.out)) {
    programs.push_back(entry.path().filename().string());
  }
  std::sort(programs.begin(), programs.end());
  int worst = 0;
  for (const auto& program : programs) {
    CROSSROOT_TRY(const int code,
                  run_program(*workspace, project, target, room.out, {program}));
    session.printer.line(code == 0 ? "ok" : "FAIL", program);
    worst = std::max(worst, code);
  }
  return worst;
}

} // namespace

Command test_command()
{
  return {
      .name = "test",
      .summary = "runs go test cross-compiled in the target's libraries",
      .examples = {"crossroot test linux-arm64", "crossroot test linux-arm64 ./store"},
      .operand = {.name = "TARGET", .least = 1, .most = 1, .words = Words::target},
      .passes_rest = true,
      .speaks_for_program = true,
      .run = run};
}

} // namespace crossroot::cli
