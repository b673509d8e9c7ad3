// SPDX-License-Identifier: Apache-2.0
#include "archive/archive.hpp"
#include "exec/execute.hpp"
#include "exec/sandbox_setup.hpp"
#include "sysroot/go_sdk.hpp"
#include "sysroot/module_cache.hpp"
#include "sysroot/sysroot.hpp"

#include <fmt/format.h>

namespace crossroot::exec {

Result<Produced> execute_unpack(const ActionRun& run)
{
  CROSSROOT_TRY(auto folder, make_staging(run, "unpack"));
  archive::UnpackPolicy policy;
  policy.merge_usr = true;
  CROSSROOT_CHECK(archive::unpack(run.setting("format"), run.input("package"),
                                  folder.path(), policy, run.context.cancel));
  return publish_as(run, "tree", std::move(folder));
}

Result<Produced> execute_compose(const ActionRun& run)
{
  CROSSROOT_TRY(const auto definition,
                run.context.definitions.find(run.setting("definition")));
  std::vector<sysroot::PackageTree> packages;
  for (const auto& [name, input] : run.inputs) {
    packages.push_back({name.substr(name.find('.') + 1), input.path});
  }
  CROSSROOT_TRY(auto folder, make_staging(run, "compose"));
  CROSSROOT_CHECK(sysroot::compose(packages, definition, folder.path()));
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
