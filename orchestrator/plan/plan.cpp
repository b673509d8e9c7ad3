// SPDX-License-Identifier: Apache-2.0
#include "plan/plan.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot {
namespace {

Json json_of(const ActionInput& input)
{
  if (const auto* blob = std::get_if<Digest>(&input)) {
    return Json::Object{{"blob", blob->render()}};
  }
  if (const auto* tree = std::get_if<TreeDigest>(&input)) {
    return Json::Object{{"tree", tree->render()}};
  }
  const auto& output = std::get<OutputOf>(input);
  return Json::Object{{"action", output.action}, {"output", output.output}};
}

Json json_of(const Action& action)
{
  Json::Object settings;
  for (const auto& [name, value] : action.settings) {
    settings.emplace(name, value);
  }
  Json::Object inputs;
  for (const auto& [name, input] : action.inputs) {
    inputs.emplace(name, json_of(input));
  }
  return Json::Object{{"id", action.id.render()},
                      {"kind", name_of(action.kind)},
                      {"name", action.name},
                      {"target", action.target},
                      {"settings", std::move(settings)},
                      {"inputs", std::move(inputs)}};
}

} // namespace

std::string_view name_of(ActionKind kind)
{
  switch (kind) {
  case ActionKind::unpack: return "unpack";
  case ActionKind::compose: return "compose";
  case ActionKind::floor: return "floor";
  case ActionKind::compat: return "compat";
  case ActionKind::sysroot: return "sysroot";
  case ActionKind::libraries: return "libraries";
  case ActionKind::sdk: return "sdk";
  case ActionKind::modules: return "modules";
  case ActionKind::std_seed: return "std";
  case ActionKind::go_build: return "go-build";
  case ActionKind::verify: return "verify";
  case ActionKind::smoke: return "smoke";
  }
  return "";
}

const Action* Plan::find(std::string_view name) const
{
  const auto found =
      std::find_if(actions.begin(), actions.end(),
                   [&](const auto& action) { return action.name == name; });
  return found == actions.end() ? nullptr : &*found;
}

Json Plan::to_json() const
{
  Json::Array list;
  for (const auto& action : actions) {
    list.push_back(json_of(action));
  }
  return Json::Object{{"schema", 1}, {"actions", std::move(list)}};
}

std::string Plan::render() const
{
  std::string out;
  for (const auto& action : actions) {
    out += fmt::format("{}  {}\n", action.id.short_form(), action.name);
  }
  return out;
}

} // namespace crossroot
