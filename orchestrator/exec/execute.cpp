// SPDX-License-Identifier: Apache-2.0
#include "exec/execute.hpp"

#include <fmt/format.h>

namespace crossroot::exec {

const std::string& ActionRun::setting(const std::string& name) const
{
  static const std::string k_none;
  const auto found = action.settings.find(name);
  return found == action.settings.end() ? k_none : found->second;
}

Result<const TargetSpec*> ActionRun::target() const
{
  const auto* found = context.recipe.find_target(action.target);
  if (found == nullptr) {
    return Error(ErrorKind::bug, "plan",
                 fmt::format("action \"{}\" is for \"{}\", which the recipe lacks",
                             action.name, action.target));
  }
  return found;
}

Result<Produced> execute(const ActionRun& run)
{
  switch (run.action.kind) {
  case ActionKind::unpack: return execute_unpack(run);
  case ActionKind::compose: return execute_compose(run);
  case ActionKind::floor: return execute_floor(run);
  case ActionKind::compat: return execute_compat(run);
  case ActionKind::sysroot: return execute_sysroot(run);
  case ActionKind::libraries: return execute_libraries(run);
  case ActionKind::sdk: return execute_sdk(run);
  case ActionKind::modules: return execute_modules(run);
  case ActionKind::std_seed: return execute_std(run);
  case ActionKind::go_build: return execute_go_build(run);
  case ActionKind::verify: return execute_verify(run);
  case ActionKind::smoke: return execute_smoke(run);
  }
  return Error(ErrorKind::bug, "plan", "an action of no kind");
}

Result<Produced> publish_as(const ActionRun& run, std::string name, os::TempFolder folder)
{
  CROSSROOT_TRY(const auto digest, run.context.store.publish_tree(std::move(folder)));
  Produced produced;
  produced.outputs.emplace(std::move(name), digest);
  return produced;
}

} // namespace crossroot::exec
