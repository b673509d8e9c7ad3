// SPDX-License-Identifier: Apache-2.0
//
// The trees of design §4 as actions: one unpack per package, shared by every tree that
// holds it, one compose per tree, then for a sysroot its floor, the compat archive that
// stands in for what the floor lacks, and the join of both. They are separate actions
// because they change at different rates: a new floor must not unpack anything, and a
// new replacement in the compat archive must not floor anything.
#include "base/text.hpp"
#include "plan/draft.hpp"
#include "plan/settle.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot {
namespace {

std::string add_unpack(PlanDraft& draft,
                       const TargetSpec& target,
                       const Definition& definition,
                       const LockedPackage& package)
{
  auto action = draft.begin(ActionKind::unpack, target.name);
  // Without the version, so that `explain` can compare it with the one before.
  action.name =
      fmt::format("unpack {} {} {}", definition.name, package.name, package.arch);
  action.settings["format"] = definition.archive.kind;
  action.settings["version"] = package.version;
  if (const auto file = definition.archive.files.find(package.arch);
      file != definition.archive.files.end()) {
    action.settings["strip"] = file->second.strip;
  }
  action.inputs["package"] = package.sha256;
  return draft.add_shared(std::move(action));
}

/// What composing reads of a definition; its mirrors and keys are none of it.
void add_definition(const Definition& definition,
                    std::map<std::string, std::string>& into)
{
  into["definition"] = definition.name;
  into["definition.role"] =
      definition.role == Definition::Role::sysroot ? "sysroot" : "toolchain";
  into["definition.libc"] = definition.libc.render();
  if (definition.libc_kind == Libc::musl) { // where its files are looked for
    into["definition.kind-of-libc"] = "musl";
  }
  into["definition.libstdcxx"] = definition.libstdcxx.render();
  into["definition.kernel-headers"] = definition.kernel_headers.render();
  into["definition.prune"] = join(definition.prune, "\n");
}

std::string floor_text(const Floor& floor)
{
  return fmt::format("libc {} libstdcxx {} libgcc {} kernel {}", floor.libc.render(),
                     floor.libstdcxx.render(), floor.libgcc.render(),
                     floor.kernel.render());
}

std::string libc_name(const TargetSpec& target)
{
  return target.triplet.libc() == Libc::glibc ? "glibc" : "musl";
}

/// "x86_64-linux-gnu debian-11 glibc 2.17": what the floored trees are called after.
std::string floored_name(const TargetSpec& target)
{
  return fmt::format("{} {} {} {}", target.triplet.render(), target.base,
                     libc_name(target), target.floor.libc.render());
}

std::string add_floor(PlanDraft& draft,
                      const TargetSpec& target,
                      const Definition& definition,
                      const std::string& base)
{
  auto action = draft.begin(ActionKind::floor, target.name);
  action.name = fmt::format("floor {} {}", floored_name(target), target.cc.runtime);
  add_definition(definition, action.settings);
  action.settings["triplet"] = target.triplet.render();
  action.settings["floor"] = floor_text(target.floor);
  action.settings["runtime"] = target.cc.runtime;
  action.inputs["base"] = OutputOf{base, "tree"};
  return draft.add_shared(std::move(action));
}

std::string add_compat(PlanDraft& draft,
                       const TargetSpec& target,
                       const std::string& toolchain,
                       const std::string& floored)
{
  auto action = draft.begin(ActionKind::compat, target.name);
  action.name = fmt::format("compat {} {}", floored_name(target), target.cc.runtime);
  action.settings["triplet"] = target.triplet.render();
  action.settings["floor"] = floor_text(target.floor);
  action.inputs["toolchain"] = OutputOf{toolchain, "tree"};
  action.inputs["sysroot"] = OutputOf{floored, "tree"};
  return draft.add_shared(std::move(action));
}

std::string add_sysroot(PlanDraft& draft,
                        const TargetSpec& target,
                        const std::string& floored,
                        const std::string& compat)
{
  auto action = draft.begin(ActionKind::sysroot, target.name);
  action.name = fmt::format("sysroot {} {}", floored_name(target), target.cc.runtime);
  action.inputs["floored"] = OutputOf{floored, "tree"};
  action.inputs["compat"] = OutputOf{compat, "tree"};
  return draft.add_shared(std::move(action));
}

/// unpack of all locked packages of one tree, as inputs. Error (lock_stale) if the lock
/// has none of it.
Result<void> add_packages(PlanDraft& draft,
                          const TargetSpec& target,
                          std::string_view tree_name,
                          const Definition& definition,
                          Action& action)
{
  bool any = false;
  for (const auto& package : draft.request().lock.packages) {
    if (package.tree == tree_name) {
      any = true;
      action.inputs[fmt::format("package.{}:{}", package.name, package.arch)] =
          OutputOf{add_unpack(draft, target, definition, package), "tree"};
    }
  }
  return any ? Result<void>()
             : Error(ErrorKind::lock_stale, "lock",
                     fmt::format("the lock has no packages of \"{}\"", tree_name))
                   .hint("crossroot lock");
}

/// What of [libraries] changes the tree that a build sees.
Result<std::string>
add_libraries(PlanDraft& draft, const TargetSpec& target, const std::string& sysroot)
{
  CROSSROOT_TRY(const auto definition,
                draft.request().definitions.find(target.libraries.from));
  auto action = draft.begin(ActionKind::libraries, target.name);
  action.name = libraries_tree_name(target);
  add_definition(definition, action.settings);
  action.settings["triplet"] = target.triplet.render();
  action.settings["floor"] = floor_text(target.floor);
  action.settings["link"] = target.libraries.link;
  action.settings["packages"] = join(target.libraries.packages, "\n");
  action.inputs["sysroot"] = OutputOf{sysroot, "tree"};
  CROSSROOT_CHECK(
      add_packages(draft, target, libraries_tree_name(target), definition, action));
  return draft.add_shared(std::move(action));
}

/// The lock's name of the toolchain's tree, which ends in the CPU it runs on when the
/// lock serves several.
std::string find_toolchain_tree(const Lock& lock, const TargetSpec& target)
{
  const auto name = toolchain_tree_name(target);
  for (const auto& package : lock.packages) {
    if (package.tree.starts_with(name + " ")) {
      return package.tree;
    }
  }
  return name;
}

} // namespace

Result<std::string> add_composed_tree(PlanDraft& draft,
                                      const TargetSpec& target,
                                      std::string_view tree_name,
                                      const std::string& definition_name)
{
  CROSSROOT_TRY(const auto definition, draft.request().definitions.find(definition_name));
  auto action = draft.begin(ActionKind::compose, target.name);
  action.name = fmt::format("compose {}", tree_name);
  add_definition(definition, action.settings);
  CROSSROOT_CHECK(add_packages(draft, target, tree_name, definition, action));
  return draft.add_shared(std::move(action));
}

Result<TargetTrees> add_target_trees(PlanDraft& draft, const TargetSpec& target)
{
  TargetTrees trees;
  CROSSROOT_TRY(const auto definition, draft.request().definitions.find(target.base));
  CROSSROOT_TRY(trees.base,
                add_composed_tree(draft, target, sysroot_tree_name(target), target.base));
  CROSSROOT_TRY(trees.toolchain,
                add_composed_tree(draft, target,
                                  find_toolchain_tree(draft.request().lock, target),
                                  target.cc.toolchain));
  const auto floored = add_floor(draft, target, definition, trees.base);
  const auto compat = add_compat(draft, target, trees.toolchain, floored);
  trees.sysroot = add_sysroot(draft, target, floored, compat);
  if (!target.libraries.packages.empty()) {
    CROSSROOT_TRY(trees.libraries, add_libraries(draft, target, trees.sysroot));
  }
  return trees;
}

Result<std::string> add_runtime_root(PlanDraft& draft, const TargetSpec& target)
{
  const auto runtime = runtime_tree_name(target);
  if (target.libraries.packages.empty() || target.libraries.link != "shared") {
    return add_composed_tree(draft, target, runtime, target.base);
  }
  const auto& definitions = draft.request().definitions;
  CROSSROOT_TRY(const auto definition, definitions.find(target.base));
  CROSSROOT_TRY(const auto from, definitions.find(target.libraries.from));
  auto action = draft.begin(ActionKind::compose, target.name);
  action.name = fmt::format("compose {} and {}", runtime, libraries_tree_name(target));
  add_definition(definition, action.settings);
  CROSSROOT_CHECK(add_packages(draft, target, libraries_tree_name(target), from, action));
  CROSSROOT_CHECK(add_packages(draft, target, runtime, definition, action));
  return draft.add_shared(std::move(action));
}

} // namespace crossroot
