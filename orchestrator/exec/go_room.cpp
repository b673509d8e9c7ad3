// SPDX-License-Identifier: Apache-2.0
#include "exec/go_room.hpp"

#include "exec/go_cache.hpp"
#include "exec/sandbox_setup.hpp"
#include "toolchain/toolchain.hpp"

namespace crossroot::exec {
namespace {

using Kind = sandbox::Mount::Kind;

std::string source_folder(const ActionRun& run)
{
  const auto& module = run.setting("module");
  std::string folder(toolchain::k_source);
  return module.empty() ? folder : folder + "/" + module;
}

} // namespace

Result<GoRoom> make_go_room(const ActionRun& run, std::string_view purpose)
{
  CROSSROOT_TRY(auto folder, make_staging(run, purpose));
  CROSSROOT_TRY(auto out, make_writable_folder(run.context, folder.path(), "out"));
  CROSSROOT_TRY(const auto bin, make_writable_folder(run.context, out, "bin"));
  CROSSROOT_TRY(auto report, make_writable_folder(run.context, folder.path(), "report"));
  return GoRoom{std::move(folder), std::move(out), std::move(report), {}};
}

const fs::path& seen_sysroot(const ActionRun& run)
{
  return run.input(run.inputs.contains("libraries") ? "libraries" : "sysroot");
}

Result<sandbox::SandboxSpec>
go_spec(const ActionRun& run, const TargetSpec& target, const GoRoom& room)
{
  CROSSROOT_TRY(const auto cc, make_cc_folder(run, target, room.folder.path()));
  sandbox::SandboxSpec spec;
  spec.root = run.input("toolchain");
  spec.argv = {std::string(toolchain::k_go_root) + "/bin/go"};
  for (auto& argument : decode_list(run.setting("arguments"))) {
    spec.argv.push_back(std::move(argument));
  }
  spec.env = environment_of(run.action);
  spec.mounts = {{Kind::read_only, run.input("sdk"), std::string(toolchain::k_go_root)},
                 {Kind::read_only, seen_sysroot(run), std::string(toolchain::k_sysroot)},
                 {Kind::read_only, cc, std::string(toolchain::k_cc)},
                 {Kind::writable, room.cache, std::string(toolchain::k_go_cache)},
                 {Kind::writable, room.out, std::string(toolchain::k_out)},
                 {Kind::writable, room.report, std::string(toolchain::k_report)}};
  return spec;
}

Result<sandbox::SandboxSpec>
go_build_spec(const ActionRun& run, const TargetSpec& target, const GoRoom& room)
{
  CROSSROOT_TRY(auto spec, go_spec(run, target, room));
  spec.cwd = source_folder(run);
  spec.mounts.push_back(
      {Kind::read_only, run.input("source"), std::string(toolchain::k_source)});
  spec.mounts.push_back(
      {Kind::read_only, run.input("modules"), std::string(toolchain::k_module_cache)});
  spec.mounts.push_back({Kind::read_only, run.input("std"), k_go_seed.string()});
  return spec;
}

std::optional<fs::path> host_path(const sandbox::SandboxSpec& spec,
                                  const fs::path& inside)
{
  const auto wanted = inside.lexically_normal();
  for (const auto& mount : spec.mounts) {
    const auto relative = wanted.lexically_relative(mount.inside);
    if (relative.empty() || *relative.begin() == "..") {
      continue;
    }
    std::error_code failed;
    const auto target = fs::read_symlink(mount.host / relative, failed);
    if (!failed &&
        target.lexically_normal().string().starts_with(k_go_seed.string() + "/") &&
        mount.inside != k_go_seed) {
      return host_path(spec, target);
    }
    const auto root = fs::canonical(mount.host, failed);
    const auto path = failed ? fs::path() : fs::canonical(mount.host / relative, failed);
    if (failed || *path.lexically_relative(root).begin() == ".." ||
        !fs::is_regular_file(path, failed)) {
      return std::nullopt;
    }
    return path;
  }
  return std::nullopt;
}

} // namespace crossroot::exec
