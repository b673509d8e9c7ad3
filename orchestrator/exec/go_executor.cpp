// SPDX-License-Identifier: Apache-2.0
#include "exec/collect.hpp"
#include "exec/execute.hpp"
#include "exec/go_cache.hpp"
#include "exec/sandbox_setup.hpp"
#include "exec/undefined.hpp"
#include "toolchain/toolchain.hpp"

#include <fmt/format.h>

namespace crossroot::exec {
namespace {

using Kind = sandbox::Mount::Kind;

/// The folders that the sandbox may write in, and the folder that holds them all.
struct Workspace {
  os::TempFolder folder;
  fs::path out;
  fs::path report;
  fs::path cache;
};

Result<Workspace> make_workspace(const ActionRun& run, std::string_view purpose)
{
  CROSSROOT_TRY(auto folder, make_staging(run, purpose));
  CROSSROOT_TRY(auto out, make_writable_folder(run.context, folder.path(), "out"));
  CROSSROOT_TRY(const auto bin, make_writable_folder(run.context, out, "bin"));
  CROSSROOT_TRY(auto report, make_writable_folder(run.context, folder.path(), "report"));
  return Workspace{std::move(folder), std::move(out), std::move(report), {}};
}

/// Go with everything that both std and the program need to see.
Result<sandbox::SandboxSpec> go_spec(const ActionRun& run, const TargetSpec& target,
                                     const Workspace& workspace)
{
  CROSSROOT_TRY(const auto cc, make_cc_folder(run, target, workspace.folder.path()));
  sandbox::SandboxSpec spec;
  spec.root = run.input("toolchain");
  spec.argv = {std::string(toolchain::k_go_root) + "/bin/go"};
  for (auto& argument : decode_list(run.setting("arguments"))) {
    spec.argv.push_back(std::move(argument));
  }
  spec.env = environment_of(run.action);
  spec.mounts = {
      {Kind::read_only, run.input("sdk"), std::string(toolchain::k_go_root)},
      {Kind::read_only, run.input("sysroot"), std::string(toolchain::k_sysroot)},
      {Kind::read_only, cc, std::string(toolchain::k_cc)},
      {Kind::writable, workspace.cache, std::string(toolchain::k_go_cache)},
      {Kind::writable, workspace.out, std::string(toolchain::k_out)},
      {Kind::writable, workspace.report, std::string(toolchain::k_report)}};
  return spec;
}

std::string source_folder(const ActionRun& run)
{
  const auto& module = run.setting("module");
  std::string folder(toolchain::k_source);
  return module.empty() ? folder : folder + "/" + module;
}

} // namespace

Result<Produced> execute_std(const ActionRun& run)
{
  CROSSROOT_TRY(const auto* target, run.target());
  CROSSROOT_TRY(auto workspace, make_workspace(run, "std-work"));
  CROSSROOT_TRY(workspace.cache,
                make_writable_folder(run.context, workspace.folder.path(), "gocache"));
  CROSSROOT_TRY(auto spec, go_spec(run, *target, workspace));
  spec.cwd = "/tmp";
  CROSSROOT_TRY(const auto outcome, run.context.sandbox.run(spec, run.context.cancel));
  if (!outcome.succeeded()) {
    return build_failure(run, "go", outcome);
  }
  CROSSROOT_TRY(auto folder, make_staging(run, "std"));
  CROSSROOT_CHECK(collect_outputs(workspace.cache, folder.path(), is_cache_entry));
  return publish_as(run, "tree", std::move(folder));
}

Result<Produced> execute_go_build(const ActionRun& run)
{
  CROSSROOT_TRY(const auto* target, run.target());
  CROSSROOT_TRY(auto workspace, make_workspace(run, "go-build-work"));
  CROSSROOT_TRY(workspace.cache, open_go_cache(run, workspace.folder.path()));
  CROSSROOT_TRY(auto spec, go_spec(run, *target, workspace));
  spec.cwd = source_folder(run);
  spec.mounts.push_back(
      {Kind::read_only, run.input("source"), std::string(toolchain::k_source)});
  spec.mounts.push_back(
      {Kind::read_only, run.input("modules"), std::string(toolchain::k_module_cache)});
  CROSSROOT_TRY(const auto outcome, run.context.sandbox.run(spec, run.context.cancel));
  if (!outcome.succeeded()) {
    auto failure = build_failure(run, "go", outcome);
    return explain_undefined(std::move(failure), workspace.report / "undefined.txt",
                             *target);
  }
  CROSSROOT_TRY(auto folder, make_staging(run, "go-build"));
  CROSSROOT_CHECK(collect_outputs(workspace.out / "bin", folder.path()));
  std::error_code failed;
  if (fs::is_empty(folder.path(), failed)) {
    return Error(ErrorKind::build, "output",
                 fmt::format("{}: go built no program", run.action.name))
        .note("cause", "no package named by go.packages is a main package");
  }
  CROSSROOT_TRY(auto produced, publish_as(run, "bin", std::move(folder)));
  CROSSROOT_TRY(produced.log, run.context.store.put_blob(log_of(outcome)));
  return produced;
}

} // namespace crossroot::exec
