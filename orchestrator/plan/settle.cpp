// SPDX-License-Identifier: Apache-2.0
#include "plan/settle.hpp"

#include <fmt/format.h>

namespace crossroot {
namespace {

Error unfit(const TargetSpec& target, std::string message)
{
  return Error(ErrorKind::definition, "libraries",
               fmt::format("libraries.from = \"{}\" cannot serve target {}",
                           target.libraries.from, target.name))
      .at(target.position)
      .note("cause", std::move(message));
}

/// Libraries of an older distribution than the base's would miss what its headers say.
Result<void> settle_libraries(TargetSpec& target,
                              const Definition& base,
                              const Definitions& definitions)
{
  auto& libraries = target.libraries;
  if (libraries.packages.empty()) {
    return {};
  }
  if (libraries.from.empty()) {
    libraries.from = base.name;
  }
  auto found = definitions.find(libraries.from);
  if (!found) {
    return std::move(found).error().at(target.position);
  }
  const auto& from = *found;
  if (from.role != Definition::Role::sysroot || from.libc_kind != base.libc_kind) {
    return unfit(target, "it is no sysroot of the target's libc");
  }
  const auto arch = from.arch_for(target.triplet);
  if (!arch) {
    return unfit(target, "it has no packages for " + target.triplet.render());
  }
  // A folder brings no libc: its packages stand on that of the base.
  if (from.archive.folder.empty() && from.libc < base.libc) {
    return unfit(target, fmt::format("its libc {} is older than {} of {}",
                                     from.libc.render(), base.libc.render(), base.name))
        .hint(fmt::format("from = \"{}\" or a newer one", base.name));
  }
  return {};
}

/// Versions of a libstdc++.so can be hidden as the libc's are, but its headers inline
/// calls of what came with it (sized delete, the throwing of formatted errors): hardly a
/// program would link. Its archive has them all.
Result<void> check_shared_runtime(const TargetSpec& target, const Definition& base)
{
  const auto& floor = target.floor.libstdcxx;
  if (target.cc.runtime != "shared" || floor.empty() || !(floor < base.libstdcxx)) {
    return {};
  }
  return Error(ErrorKind::definition, "floor",
               fmt::format("floor.libstdcxx {} is below the libstdc++ {} of {}, which "
                           "runtime = \"shared\" links",
                           floor.render(), base.libstdcxx.render(), base.name))
      .at(target.position)
      .note("cause", "its headers call what came with it, whatever its library hides")
      .hint("runtime = \"static\" in [cc]: then no libstdc++ is asked for");
}

} // namespace

Result<Recipe> settle(Recipe recipe, const Definitions& definitions)
{
  for (auto& target : recipe.targets) {
    auto base = definitions.base_of(target.base, target.triplet, target.floor);
    if (!base) {
      auto error = std::move(base).error();
      if (!error.position()) {
        error = std::move(error).at(target.position);
      }
      return std::move(error).during("choosing the base of target " + target.name);
    }
    target.base = base->name;
    if (target.floor.libc.empty()) {
      target.floor.libc = base->libc;
    }
    CROSSROOT_CHECK(check_shared_runtime(target, *base));
    CROSSROOT_CHECK(settle_libraries(target, *base, definitions));
  }
  return recipe;
}

std::string sysroot_tree_name(const TargetSpec& settled)
{
  return "sysroot " + settled.triplet.render() + " " + settled.base;
}

std::string runtime_tree_name(const TargetSpec& settled)
{
  return "runtime " + settled.triplet.render() + " " + settled.base;
}

std::string libraries_tree_name(const TargetSpec& settled)
{
  return "libraries " + settled.name;
}

std::string toolchain_tree_name(const TargetSpec& settled)
{
  return "toolchain " + settled.cc.toolchain;
}

} // namespace crossroot
