// SPDX-License-Identifier: Apache-2.0
#include "archive/archive.hpp"
#include "exec/execute.hpp"
#include "exec/sandbox_setup.hpp"
#include "sysroot/go_sdk.hpp"
#include "sysroot/libraries.hpp"
#include "sysroot/module_cache.hpp"
#include "sysroot/sysroot.hpp"

#include <fmt/format.h>

namespace crossroot::exec {

namespace {

/// The packages among the action's inputs, "libc6 2.31-13 amd64", in the order of names.
std::vector<sysroot::PackageTree> packages_of(const ActionRun& run)
{
  constexpr std::string_view k_package = "package.";
  std::vector<sysroot::PackageTree> packages;
  for (const auto& [name, input] : run.inputs) {
    if (!name.starts_with(k_package)) {
      continue;
    }
    const auto colon = name.rfind(':');
    const auto package = name.substr(k_package.size(), colon - k_package.size());
    const auto arch = name.substr(colon + 1);
    std::string version;
    for (const auto& locked : run.context.lock.packages) {
      // Another tree may hold it in another version; ours ends the action's name.
      if (locked.name == package && locked.arch == arch &&
          (version.empty() || run.action.name.ends_with(locked.tree))) {
        version = locked.version;
      }
    }
    packages.push_back({fmt::format("{} {} {}", package, version, arch), input.path});
  }
  return packages;
}

} // namespace

Result<Produced> execute_unpack(const ActionRun& run)
{
  CROSSROOT_TRY(auto folder, make_staging(run, "unpack"));
  archive::UnpackPolicy policy;
  policy.merge_usr = true;
  policy.strip_prefix = run.setting("strip");
  CROSSROOT_CHECK(archive::unpack(run.setting("format"), run.input("package"),
                                  folder.path(), policy, run.context.cancel));
  return publish_as(run, "tree", std::move(folder));
}

Result<Produced> execute_compose(const ActionRun& run)
{
  CROSSROOT_TRY(const auto definition,
                run.context.definitions.find(run.setting("definition")));
  CROSSROOT_TRY(auto folder, make_staging(run, "compose"));
  CROSSROOT_CHECK(sysroot::compose(packages_of(run), definition, folder.path()));
  return publish_as(run, "tree", std::move(folder));
}

Result<Produced> execute_floor(const ActionRun& run)
{
  CROSSROOT_TRY(const auto* target, run.target());
  CROSSROOT_TRY(const auto definition, run.context.definitions.find(target->base));
  CROSSROOT_TRY(auto folder, make_staging(run, "floor"));
  CROSSROOT_CHECK(sysroot::apply_floor(run.input("base"), target->triplet, target->floor,
                                       definition, target->cc.runtime == "static",
                                       folder.path()));
  return publish_as(run, "tree", std::move(folder));
}

Result<Produced> execute_sysroot(const ActionRun& run)
{
  CROSSROOT_TRY(auto folder, make_staging(run, "sysroot"));
  CROSSROOT_CHECK(sysroot::join_compat(run.input("floored"),
                                       run.input("compat") / "libcrossroot-compat.a",
                                       folder.path()));
  return publish_as(run, "tree", std::move(folder));
}

Result<Produced> execute_libraries(const ActionRun& run)
{
  CROSSROOT_TRY(const auto* target, run.target());
  CROSSROOT_TRY(const auto from, run.context.definitions.find(run.setting("definition")));
  CROSSROOT_TRY(auto folder, make_staging(run, "libraries"));
  CROSSROOT_CHECK(sysroot::add_libraries(
      run.input("sysroot"), packages_of(run), from,
      {target->triplet, target->floor, run.setting("link")}, folder.path()));
  return publish_as(run, "tree", std::move(folder));
}

Result<Produced> execute_sdk(const ActionRun& run)
{
  CROSSROOT_TRY(auto folder, make_staging(run, "sdk"));
  CROSSROOT_CHECK(sysroot::unpack_go_sdk(run.input("archive"), run.setting("version"),
                                         folder.path(), run.context.cancel));
  return publish_as(run, "tree", std::move(folder));
}

Result<Produced> execute_modules(const ActionRun& run)
{
  std::vector<sysroot::ModuleZip> modules;
  for (const auto& module : run.context.lock.modules) {
    const auto name = module.path + "@" + module.version;
    sysroot::ModuleZip zip;
    zip.path = module.path;
    zip.version = module.version;
    zip.h1 = module.h1;
    if (module.mod != Digest()) {
      zip.mod = run.input("mod." + name);
    }
    if (run.inputs.contains("zip." + name)) {
      zip.zip = run.input("zip." + name);
    }
    modules.push_back(std::move(zip));
  }
  CROSSROOT_TRY(auto folder, make_staging(run, "modules"));
  CROSSROOT_CHECK(
      sysroot::compose_module_cache(modules, folder.path(), run.context.cancel));
  return publish_as(run, "tree", std::move(folder));
}

} // namespace crossroot::exec
