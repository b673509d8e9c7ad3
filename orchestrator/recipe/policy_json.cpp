// SPDX-License-Identifier: Apache-2.0
#include "recipe/policy_files.hpp"

namespace crossroot {
namespace {

Json list(const std::vector<std::string>& words)
{
  return Json(Json::Array(words.begin(), words.end()));
}

Json flag(const std::optional<bool>& value)
{
  return value ? Json(*value) : Json();
}

Json lists(const NamesByLibrary& by_library)
{
  Json::Object object;
  for (const auto& [library, names] : by_library) {
    object[library] = list(names);
  }
  return object;
}

Json ceiling_json(const Ceiling& ceiling)
{
  Json::Object object;
  const auto add = [&](const std::string& name, const Version& version) {
    if (!version.empty()) {
      object[name] = version.render();
    }
  };
  add("glibc", ceiling.glibc);
  add("musl", ceiling.musl);
  add("libstdcxx", ceiling.libstdcxx);
  add("libgcc", ceiling.libgcc);
  add("kernel", ceiling.kernel);
  if (!ceiling.cpu_level.empty()) {
    object["cpu_level"] = ceiling.cpu_level;
  }
  if (!ceiling.nodes.empty()) {
    Json::Object nodes;
    for (const auto& [library, node] : ceiling.nodes) {
      nodes[library] = node.prefix + node.version.render();
    }
    object["versions"] = std::move(nodes);
  }
  return object;
}

Json rule_json(const CeilingRule& rule)
{
  Json::Object object{{"policy", rule.policy},
                      {"ceiling", ceiling_json(rule.everywhere)}};
  for (const auto& [triplet, ceiling] : rule.of) {
    object[triplet] = ceiling_json(ceiling);
  }
  return object;
}

Json waivers_json(const std::vector<Waiver>& waive)
{
  Json::Array waivers;
  for (const auto& waiver : waive) {
    waivers.push_back(Json::Object{{"check", waiver.check},
                                   {"reason", waiver.reason},
                                   {"owner", waiver.owner},
                                   {"until", waiver.until.render()}});
  }
  return waivers;
}

} // namespace

Json abi_json(const AbiPolicy& abi)
{
  Json::Array rules;
  for (const auto& rule : abi.needed_rules) {
    rules.push_back(
        Json::Object{{"policy", rule.policy},
                     {"needed", rule.system ? Json("system") : list(rule.names)}});
  }
  Json::Array ceilings;
  for (const auto& rule : abi.ceilings) {
    ceilings.push_back(rule_json(rule));
  }
  return Json::Object{
      {"policy", list(abi.policies)},
      {"needed_said", abi.needed_said},
      {"needed_system", abi.needed_system},
      {"needed", list(abi.needed)},
      {"needed_rules", std::move(rules)},
      {"pie", flag(abi.pie)},
      {"build_id", flag(abi.build_id)},
      {"bind_now", flag(abi.bind_now)},
      {"static", flag(abi.is_static)},
      {"relro", abi.relro},
      {"interpreter", abi.interpreters ? list(*abi.interpreters) : Json()},
      {"forbid_symbols", list(abi.forbid_symbols)},
      {"forbid_from", lists(abi.forbid_from)},
      {"forbid_versions", lists(abi.forbid_versions)},
      {"exports", abi.exports ? list(*abi.exports) : Json()},
      {"waive", waivers_json(abi.waive)},
      {"ceilings", std::move(ceilings)}};
}

} // namespace crossroot
