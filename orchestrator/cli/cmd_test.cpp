// SPDX-License-Identifier: Apache-2.0
// Tests are compiled like the program (`go test -c` in the same sandbox, against the same
// sysroot), then each test program runs in the target's runtime root: a test that passes
// on the host's libraries says nothing about the target's. It runs in its package's
// folder, as under go test, since tests read testdata by relative paths; the folder is
// the build's snapshot of the source, which cannot be written to.
#include "base/text.hpp"
#include "cli/room.hpp"
#include "cli/test_arguments.hpp"
#include "exec/library_outputs.hpp"
#include "toolchain/outside.hpp"
#include "toolchain/toolchain.hpp"

#include <algorithm>

namespace crossroot::cli {

namespace {

struct TestPackage {
  std::string path;   ///< import path
  std::string folder; ///< inside
  bool has_tests = false;
};

/// One go command in the room; its stdout. What it says on stderr is shown.
Result<std::string> run_go(Workspace& workspace,
                           Room& room,
                           std::vector<std::string> words,
                           std::string fault)
{
  words.insert(words.begin(), std::string(toolchain::k_go_root) + "/bin/go");
  room.spec.argv = std::move(words);
  CROSSROOT_TRY(auto* const sandbox, workspace.sandbox());
  CROSSROOT_TRY(const auto outcome, sandbox->run(room.spec, workspace.session().cancel));
  workspace.session().printer.remark(outcome.err);
  if (outcome.ending == sandbox::SandboxOutcome::Ending::cancelled) {
    return Error(ErrorKind::interrupted, "interrupted", "interrupted");
  }
  if (!outcome.succeeded()) {
    workspace.session().printer.remark(outcome.out);
    return Error(ErrorKind::build, "build", std::move(fault));
  }
  return outcome.out;
}

Result<std::vector<TestPackage>>
list_packages(Workspace& workspace, Room& room, const TestArguments& arguments)
{
  std::vector<std::string> words{"list", "-f",
                                 "{{.ImportPath}}\t{{.Dir}}\t"
                                 "{{len .TestGoFiles}}{{len .XTestGoFiles}}"};
  words.insert(words.end(), arguments.build.begin(), arguments.build.end());
  words.insert(words.end(), arguments.packages.begin(), arguments.packages.end());
  CROSSROOT_TRY(const auto text, run_go(workspace, room, std::move(words),
                                        "go does not find the packages to test"));
  std::vector<TestPackage> packages;
  for (const auto line : split_lines(text)) {
    const auto fields = split(line, '\t');
    if (fields.size() == 3) {
      packages.push_back({.path = std::string(fields[0]),
                          .folder = std::string(fields[1]),
                          .has_tests = fields[2] != "00"});
    }
  }
  return packages;
}

/// Each into a folder of its own, since two packages may have one base name. Returns the
/// program's name below the room's out folder.
Result<std::string> compile_test(Workspace& workspace,
                                 Room& room,
                                 const TestPackage& package,
                                 std::size_t number,
                                 const TestArguments& arguments)
{
  const std::string name = std::to_string(number) + "/" +
                           package.path.substr(package.path.rfind('/') + 1) + ".test";
  std::vector<std::string> words{"test", "-c", "-o",
                                 std::string(toolchain::k_out) + "/" + name};
  words.insert(words.end(), arguments.build.begin(), arguments.build.end());
  words.push_back(package.path);
  CROSSROOT_TRY(const auto said,
                run_go(workspace, room, std::move(words),
                       "the tests of " + package.path + " do not compile"));
  return name;
}

/// A test program, too, finds bundled libraries beside itself.
Result<void>
bundle_beside(const Room& room, const TargetSpec& target, const std::string& name)
{
  const auto& mounts = room.spec.mounts;
  const auto sysroot =
      std::find_if(mounts.begin(), mounts.end(), [](const sandbox::Mount& mount) {
        return mount.inside == toolchain::k_sysroot;
      });
  if (target.libraries.packages.empty() || target.libraries.link != "bundled" ||
      sysroot == mounts.end()) {
    return {};
  }
  return exec::bundle_libraries(sysroot->host, target, (room.out / name).parent_path());
}

Result<int> run_tests(Workspace& workspace,
                      const Project& project,
                      Room& room,
                      const TestArguments& arguments)
{
  const std::string target = project.targets.front();
  CROSSROOT_TRY(const auto packages, list_packages(workspace, room, arguments));
  // All are compiled before one runs: a mistake in the last is seen at once.
  std::vector<std::string> programs;
  for (const auto& package : packages) {
    programs.emplace_back();
    if (package.has_tests) {
      CROSSROOT_TRY(programs.back(),
                    compile_test(workspace, room, package, programs.size(), arguments));
      CROSSROOT_CHECK(
          bundle_beside(room, *project.recipe.find_target(target), programs.back()));
    }
  }
  auto& printer = workspace.session().printer;
  int worst = 0;
  for (std::size_t i = 0; i < packages.size(); ++i) {
    if (programs[i].empty()) {
      printer.line("no tests", packages[i].path);
      continue;
    }
    TargetProgram program{
        .programs = room.out,
        .argv = {std::string(runtime::k_program_folder) + "/" + programs[i]},
        .cwd = packages[i].folder,
        .mounts = room.spec.mounts};
    std::erase_if(program.mounts, [](const sandbox::Mount& mount) {
      return mount.inside != toolchain::k_source;
    });
    program.argv.insert(program.argv.end(), arguments.program.begin(),
                        arguments.program.end());
    CROSSROOT_TRY(const int code, run_program(workspace, project, target, program));
    printer.line(code == 0 ? "ok" : "FAIL", packages[i].path);
    worst = std::max(worst, code);
  }
  return worst;
}

Result<int> run(Session& session, const Invocation& invocation)
{
  CROSSROOT_TRY(const auto workspace, Workspace::open(session, invocation));
  CROSSROOT_TRY(const auto arguments, read_test_arguments(invocation.rest));
  CROSSROOT_TRY(const auto project, open_target(*workspace, invocation.operands.front()));
  const std::string target = project.targets.front();
  CROSSROOT_TRY(auto room, open_room(*workspace, project, target));
  room.spec.env["GOFLAGS"] = toolchain::go_flags(*project.recipe.find_target(target));
  return run_tests(*workspace, project, room, arguments);
}

} // namespace

Command test_command()
{
  return {
      .name = "test",
      .summary = "runs go test cross-compiled in the target's libraries",
      .text =
          "Packages and flags are those of go test, in any order: -run, -v, -count, "
          "-short, -bench and the like reach the test programs, -tags, -race, -cover the "
          "compiler, and what follows -args the programs alone. Without a package all "
          "are tested (./...). Each program runs in its package's folder of the source, "
          "which is read-only; /tmp is not. The exit code is the worst of the programs', "
          "125 if tests do not compile or cannot be started.",
      .examples = {"crossroot test linux-arm64", "crossroot test linux-arm64 ./store",
                   "crossroot test linux-arm64 -- -run Insert -v ./store"},
      .operand = {.name = "TARGET", .least = 1, .most = 1, .words = Words::target},
      .passes_rest = true,
      .speaks_for_program = true,
      .run = run};
}

} // namespace crossroot::cli
