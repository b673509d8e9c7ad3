// SPDX-License-Identifier: Apache-2.0
#include "resolve/resolve.hpp"

#include "resolve/go_sdk_lock.hpp"
#include "resolve/module_lock.hpp"
#include "resolve/package_lock.hpp"
#include "resolve/source.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::resolve {

namespace {

/// --update with a name that no tree has would silently do nothing.
Result<void> check_update(const Lock* previous, const ResolveOptions& options)
{
  for (const auto& name : options.update) {
    if (previous == nullptr) {
      return Error(ErrorKind::usage, "lock", "there is no lock to update")
          .hint("crossroot lock");
    }
    const auto& packages = previous->packages;
    if (std::none_of(packages.begin(), packages.end(), [&](const LockedPackage& package) {
          return package.name == name;
        })) {
      return Error(ErrorKind::usage, "lock",
                   fmt::format("the lock has no package \"{}\"", name))
          .hint("crossroot lock renews all of them");
    }
  }
  return {};
}

} // namespace

Result<Lock> resolve(const Recipe& recipe,
                     const Lock* previous,
                     const ResolveOptions& options,
                     const ResolveContext& context)
{
  CROSSROOT_CHECK(check_update(previous, options));
  Lock lock;
  CROSSROOT_TRY(lock.source, lock_source(recipe, previous, context));
  CROSSROOT_TRY(const auto source,
                open_source(recipe, lock.source, context.store, context.cancel));
  CROSSROOT_TRY(lock.inputs, lock_inputs(recipe, context.definitions, source));
  CROSSROOT_TRY(const auto trees, trees_of(recipe, context.definitions));
  CROSSROOT_CHECK(lock_packages(trees, previous, options, context, lock));
  CROSSROOT_TRY(lock.sdk, lock_sdk(lock.inputs.at("go.sdk"), previous, context));
  CROSSROOT_CHECK(lock_modules(recipe, source, previous, context, lock));
  return lock;
}

} // namespace crossroot::resolve
