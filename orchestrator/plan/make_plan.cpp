// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "plan/action_id.hpp"
#include "plan/draft.hpp"
#include "plan/settle.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot {

Action PlanDraft::begin(ActionKind kind, const std::string& target) const
{
  Action action;
  action.kind = kind;
  action.target = target;
  const auto of_target = request_.settings.find(target);
  if (of_target != request_.settings.end()) {
    const auto of_kind = of_target->second.find(kind);
    if (of_kind != of_target->second.end()) {
      action.settings = of_kind->second;
    }
  }
  return action;
}

std::string PlanDraft::add_shared(Action action)
{
  const auto id = action_id_of(action, ids_);
  if (const auto found = names_by_id_.find(id); found != names_by_id_.end()) {
    return found->second;
  }
  if (ids_.contains(action.name)) {
    // The same words for another step: two targets that differ in a setting which the
    // name leaves out.
    action.name += fmt::format(" ({})", action.target);
  }
  names_by_id_.emplace(id, action.name);
  return add(std::move(action));
}

std::string PlanDraft::add(Action action)
{
  action.id = action_id_of(action, ids_);
  ids_.emplace(action.name, action.id);
  auto name = action.name;
  plan_.actions.push_back(std::move(action));
  return name;
}

namespace {

std::string add_sdk(PlanDraft& draft, const TargetSpec& target)
{
  const auto& sdk = draft.request().lock.sdk;
  auto action = draft.begin(ActionKind::sdk, target.name);
  action.name = fmt::format("sdk go{} {}", sdk.version, sdk.host);
  action.settings["version"] = sdk.version;
  action.settings["host"] = sdk.host;
  action.settings["kind"] = sdk.kind;
  action.inputs["archive"] = sdk.sha256;
  return draft.add_shared(std::move(action));
}

std::string add_modules(PlanDraft& draft, const TargetSpec& target)
{
  auto action = draft.begin(ActionKind::modules, target.name);
  action.name = "modules";
  for (const auto& module : draft.request().lock.modules) {
    const auto name = module.path + "@" + module.version;
    action.settings["h1." + name] = module.h1;
    // Go opens the zip of a module whose go.mod it may prune: then the lock has no mod.
    if (module.mod != Digest()) {
      action.inputs["mod." + name] = module.mod;
    }
    if (module.zip != Digest()) {
      action.inputs["zip." + name] = module.zip;
    }
  }
  return draft.add_shared(std::move(action));
}

std::string add_std(PlanDraft& draft,
                    const TargetSpec& target,
                    const TargetTrees& trees,
                    const std::string& sdk)
{
  auto action = draft.begin(ActionKind::std_seed, target.name);
  action.name = fmt::format("std go{} {} {}", draft.request().lock.sdk.version,
                            target.triplet.render(), target.floor.libc.render());
  action.inputs["sdk"] = OutputOf{sdk, "tree"};
  action.inputs["sysroot"] = OutputOf{trees.sysroot, "tree"};
  action.inputs["toolchain"] = OutputOf{trees.toolchain, "tree"};
  return draft.add_shared(std::move(action));
}

std::string
add_go_build(PlanDraft& draft, const TargetSpec& target, const TargetTrees& trees)
{
  const auto sdk = add_sdk(draft, target);
  const auto modules = add_modules(draft, target);
  const auto std_seed = add_std(draft, target, trees, sdk);
  auto action = draft.begin(ActionKind::go_build, target.name);
  action.name = "go-build " + target.name;
  action.inputs["source"] = draft.request().source;
  action.inputs["sdk"] = OutputOf{sdk, "tree"};
  action.inputs["sysroot"] = OutputOf{trees.sysroot, "tree"};
  action.inputs["toolchain"] = OutputOf{trees.toolchain, "tree"};
  action.inputs["modules"] = OutputOf{modules, "tree"};
  action.inputs["std"] = OutputOf{std_seed, "tree"};
  if (!trees.libraries.empty()) {
    action.inputs["libraries"] = OutputOf{trees.libraries, "tree"};
  }
  return draft.add(std::move(action));
}

void add_verify(PlanDraft& draft,
                const TargetSpec& target,
                const TargetTrees& trees,
                const std::string& built)
{
  auto action = draft.begin(ActionKind::verify, target.name);
  action.name = "verify " + target.name;
  action.inputs["bin"] = OutputOf{built, "bin"};
  action.inputs["libraries"] = OutputOf{trees.base, "tree"};
  if (!trees.libraries.empty() && target.libraries.link != "static") {
    action.inputs["third-party"] = OutputOf{trees.libraries, "tree"};
  }
  draft.add(std::move(action));
}

Result<void> add_smoke(PlanDraft& draft,
                       const TargetSpec& target,
                       const SmokeSpec& smoke,
                       const std::string& built)
{
  if (smoke.command.empty()) {
    return {};
  }
  CROSSROOT_TRY(const auto root, add_runtime_root(draft, target));
  auto action = draft.begin(ActionKind::smoke, target.name);
  action.name = "smoke " + target.name;
  action.settings["command"] = join(smoke.command, "\n");
  action.settings["stdout"] = smoke.stdout_contains;
  action.settings["triplet"] = target.triplet.render();
  action.inputs["bin"] = OutputOf{built, "bin"};
  action.inputs["root"] = OutputOf{root, "tree"};
  draft.add(std::move(action));
  return {};
}

Result<std::vector<const TargetSpec*>>
wanted_targets(const Recipe& recipe, const std::vector<std::string>& names)
{
  std::vector<const TargetSpec*> wanted;
  std::vector<std::string> known;
  for (const auto& target : recipe.targets) {
    known.push_back(target.name);
    if (names.empty() ||
        std::find(names.begin(), names.end(), target.name) != names.end()) {
      wanted.push_back(&target);
    }
  }
  for (const auto& name : names) {
    if (recipe.find_target(name) == nullptr) {
      auto error = Error(ErrorKind::usage, "target",
                         fmt::format("the recipe has no target \"{}\"", name));
      const auto suggestion = nearest(name, known);
      return std::move(error).hint(suggestion
                                       ? fmt::format("did you mean \"{}\"?", *suggestion)
                                       : "its targets are " + join(known, ", "));
    }
  }
  return wanted;
}

} // namespace

Result<Plan> make_plan(const PlanRequest& request)
{
  CROSSROOT_TRY(const auto recipe, settle(request.recipe, request.definitions));
  CROSSROOT_TRY(const auto wanted, wanted_targets(recipe, request.targets));
  PlanDraft draft(request);
  for (const auto* target : wanted) {
    CROSSROOT_TRY(const auto trees, add_target_trees(draft, *target));
    const auto built = add_go_build(draft, *target, trees);
    add_verify(draft, *target, trees, built);
    CROSSROOT_CHECK(add_smoke(draft, *target, recipe.smoke, built));
  }
  return draft.finish();
}

} // namespace crossroot
