// SPDX-License-Identifier: Apache-2.0
#include "recipe/policy_files.hpp"
#include "recipe/sections.hpp"
#include "target/cpu_level.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace crossroot {
namespace {

Error violation(Position position, std::string message)
{
  return Error(ErrorKind::definition, "policy", std::move(message))
      .at(std::move(position));
}

void read_version(TomlReader& reader, std::string_view key, Version& version)
{
  const auto text = reader.optional_string(key);
  if (!text) {
    return;
  }
  auto parsed = Version::parse(*text);
  if (!parsed) {
    reader.refuse(std::move(parsed).error().at(reader.position_of(key)));
    return;
  }
  version = *parsed;
}

/// "ZLIB_1.2.9": the prefix ends at the last underscore.
std::optional<NodeCeiling> parse_node(std::string_view node)
{
  const auto underscore = node.rfind('_');
  if (underscore == std::string_view::npos || underscore == 0) {
    return std::nullopt;
  }
  auto version = Version::parse(node.substr(underscore + 1));
  if (!version) {
    return std::nullopt;
  }
  return NodeCeiling{std::string(node.substr(0, underscore + 1)), *std::move(version)};
}

Result<void> read_nodes(const TomlTable& table, Ceiling& ceiling)
{
  TomlReader reader(table, "versions");
  for (const auto& [library, member] : table.members) {
    const auto text = reader.string(library);
    auto node = parse_node(text);
    if (!node && member.value.string() != nullptr) {
      reader.refuse(
          violation(member.value.position(),
                    fmt::format("\"{}\" is no version node with a number", text))
              .hint("write the newest one, such as \"ZLIB_1.2.9\""));
    }
    ceiling.nodes[library] = node.value_or(NodeCeiling{});
  }
  return reader.finish();
}

/// A level means something for one CPU alone.
void read_level(TomlReader& reader, const TripletFacts& facts, Ceiling& ceiling)
{
  const auto level = reader.optional_string("cpu-level");
  if (!level) {
    return;
  }
  const auto levels = cpu_levels(facts.go_variable);
  if (std::find(levels.begin(), levels.end(), *level) == levels.end()) {
    auto error = violation(reader.position_of("cpu-level"),
                           fmt::format("\"{}\" is no level of {}", *level, facts.name));
    reader.refuse(levels.empty() ? std::move(error).hint("leave cpu-level out")
                                 : std::move(error).hint(fmt::format(
                                       "one of {}", fmt::join(levels, ", "))));
  }
  ceiling.cpu_level = *level;
}

/// The keys that stand in [ceiling] and in each [ceiling.TRIPLET].
Result<void> read_ceiling(TomlReader& reader, Ceiling& ceiling)
{
  read_version(reader, "glibc", ceiling.glibc);
  read_version(reader, "musl", ceiling.musl);
  read_version(reader, "libstdcxx", ceiling.libstdcxx);
  read_version(reader, "libgcc", ceiling.libgcc);
  read_version(reader, "kernel", ceiling.kernel);
  if (const auto* const nodes = reader.table("versions")) {
    CROSSROOT_CHECK(read_nodes(*nodes, ceiling));
  }
  return {};
}

Result<CeilingRule> read_ceilings(const TomlTable& table, const std::string& name)
{
  CeilingRule rule;
  rule.policy = name;
  TomlReader reader(table, "[ceiling]");
  CROSSROOT_CHECK(read_ceiling(reader, rule.everywhere));
  for (const auto& facts : Triplet::all()) {
    const std::string triplet(facts.name);
    if (const auto* const own = reader.table(triplet)) {
      TomlReader keys(*own, "[ceiling." + triplet + "]");
      CROSSROOT_CHECK(read_ceiling(keys, rule.of[triplet]));
      read_level(keys, facts, rule.of[triplet]);
      CROSSROOT_CHECK(keys.finish());
    }
  }
  CROSSROOT_CHECK(reader.finish());
  return rule;
}

/// A rule of its own, so that what is inherited can be stricter.
void make_rule_of_needed(const std::string& name, AbiPolicy& abi)
{
  if (!abi.needed_said) {
    return;
  }
  std::sort(abi.needed.begin(), abi.needed.end());
  abi.needed_rules.push_back(
      {name, abi.needed_system, std::exchange(abi.needed, std::vector<std::string>())});
  abi.needed_said = false;
  abi.needed_system = true;
}

Result<void> refuse_policy_key(const TomlTable& abi)
{
  const auto found = abi.members.find("policy");
  if (found == abi.members.end()) {
    return {};
  }
  return violation(found->second.key_position,
                   "a policy names others by inherit, not by policy")
      .hint("inherit = [\"…\"] above the tables");
}

} // namespace

Ceiling CeilingRule::at(std::string_view triplet) const
{
  auto ceiling = everywhere;
  const auto own = of.find(std::string(triplet));
  if (own == of.end()) {
    return ceiling;
  }
  for (const auto member : {&Ceiling::glibc, &Ceiling::musl, &Ceiling::libstdcxx,
                            &Ceiling::libgcc, &Ceiling::kernel}) {
    if (!(own->second.*member).empty()) {
      ceiling.*member = own->second.*member;
    }
  }
  ceiling.cpu_level = own->second.cpu_level;
  for (const auto& [library, node] : own->second.nodes) {
    ceiling.nodes[library] = node;
  }
  return ceiling;
}

Result<PolicyFile> parse_policy(std::string_view toml, const std::string& file)
{
  CROSSROOT_TRY(const auto table, parse_toml(toml, file));
  TomlReader reader(table, "the policy");
  PolicyFile policy;
  if (const auto schema = reader.integer("schema", 1); schema != 1) {
    return violation(
        reader.position_of("schema"),
        fmt::format("schema {} is not known; this crossroot reads schema 1", schema));
  }
  policy.name = reader.string("name");
  policy.summary = reader.string("summary");
  policy.inherit = reader.strings("inherit");
  policy.inherit_at = reader.position_of("inherit");
  if (const auto* const abi = reader.table("abi")) {
    CROSSROOT_CHECK(refuse_policy_key(*abi));
    CROSSROOT_CHECK(read_abi(*abi, "[abi]", policy.abi));
  }
  if (const auto* const ceiling = reader.table("ceiling")) {
    CROSSROOT_TRY(auto rule, read_ceilings(*ceiling, policy.name));
    policy.abi.ceilings.push_back(std::move(rule));
  }
  CROSSROOT_CHECK(reader.finish());
  make_rule_of_needed(policy.name, policy.abi);
  return policy;
}

} // namespace crossroot
