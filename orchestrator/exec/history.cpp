// SPDX-License-Identifier: Apache-2.0
//
// `explain` compares an action with what this project last had in its place. Its name is
// the place, but the names of some actions hold a version, for people: "floor … 2.17",
// "sdk go1.25.5". When that version moves, the name moves too, and the comparison would
// find nothing just where it is wanted. So each such action is remembered twice: under
// its name, and under what is left of it without the versions.
#include "base/text.hpp"
#include "exec/progress.hpp"

#include <algorithm>
#include <cctype>

namespace crossroot::exec {
namespace {

bool is_version(std::string_view word)
{
  if (word.starts_with("go")) {
    word.remove_prefix(2);
  }
  return !word.empty() && std::isdigit(static_cast<unsigned char>(word.front())) != 0;
}

/// The action's place in the plan, whatever its versions are.
std::string place_of(const Action& action)
{
  switch (action.kind) {
  case ActionKind::sdk: return "sdk";
  case ActionKind::floor:
  case ActionKind::compat:
  case ActionKind::sysroot:
  case ActionKind::std_seed: break;
  default: return action.name;
  }
  // Two targets may differ in the floor alone, so the target belongs to the place.
  std::string place = "for " + action.target;
  for (const auto word : split(action.name, ' ')) {
    if (!is_version(word)) {
      place += " " + std::string(word);
    }
  }
  return place;
}

Result<void>
remember_under(const std::string& name, const ActionKey& key, const ExecContext& context)
{
  CROSSROOT_TRY(const auto last, context.store.last_key(context.project, name));
  if (last == key) {
    return {};
  }
  return context.store.remember_action(key, context.project, name);
}

} // namespace

Result<void>
remember(const Action& action, const ActionKey& key, const ExecContext& context)
{
  CROSSROOT_CHECK(remember_under(action.name, key, context));
  return remember_under(place_of(action), key, context);
}

Result<std::optional<store::ActionRecord>> last_of(const Action& action,
                                                   const ExecContext& context)
{
  CROSSROOT_TRY(auto last, context.store.last_action(context.project, action.name));
  if (last) {
    return last;
  }
  return context.store.last_action(context.project, place_of(action));
}

} // namespace crossroot::exec
