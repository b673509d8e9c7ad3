// SPDX-License-Identifier: Apache-2.0
#include "plan/settle.hpp"

namespace crossroot {

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

std::string toolchain_tree_name(const TargetSpec& settled)
{
  return "toolchain " + settled.cc.toolchain;
}

} // namespace crossroot
