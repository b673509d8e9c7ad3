// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/identity.hpp"
#include "base/json.hpp"
#include "definition/definition.hpp"
#include "lockfile/lockfile.hpp"
#include "recipe/recipe.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace crossroot {

enum class ActionKind : std::uint8_t {
  unpack,    ///< blob → tree of one package
  compose,   ///< trees of packages → tree
  floor,     ///< composed sysroot → floored sysroot with a place for the archive
  compat,    ///< toolchain root + floored sysroot → tree with the compat archive
  sysroot,   ///< floored sysroot + compat archive → the sysroot that builds see
  libraries, ///< sysroot + packages of [libraries] → the sysroot of one target's build
  sdk,       ///< blob → GOROOT
  modules,   ///< module zips → GOMODCACHE
  std_seed,  ///< SDK + toolchain + sysroot → GOCACHE with the standard library
  go_build,  ///< → bin/ and CC's report
  verify,    ///< bin/ + base libraries + policy → findings.json
  smoke,     ///< bin/ + runtime root → smoke.json
};
std::string_view name_of(ActionKind kind); ///< "go-build"

/// "output NAME of action ID": what an input is before anything ran.
struct OutputOf {
  std::string action; ///< name of an earlier action of the plan
  std::string output; ///< "tree" where an action has but one
  bool operator==(const OutputOf&) const = default;
};

using ActionInput = std::variant<Digest, TreeDigest, OutputOf>;

/// One step as data. Settings are everything but trees and blobs that could change the
/// result; whatever is in neither settings nor inputs cannot reach the action.
struct Action {
  ActionKind kind{};
  std::string name; ///< unique: "compose sysroot x86_64-linux-gnu debian-11"
  std::map<std::string, std::string> settings; ///< sorted; multi-line values are fine
  std::map<std::string, ActionInput> inputs;
  std::string target; ///< the recipe's target that first wants it; others may share it
  ActionId id;        ///< over kind, settings and inputs as written (ids for outputs)
};

/// Actions in an order in which every input stands before its user. Two targets that
/// need the same step share one action.
struct Plan {
  std::vector<Action> actions;

  const Action* find(std::string_view name) const;
  Json to_json() const;
  std::string render() const; ///< a line each: short id, name
};

/// All that a plan is a function of. No disk, no process, no clock.
struct PlanRequest {
  const Recipe& recipe;
  const Lock& lock;
  const Definitions& definitions;
  std::vector<std::string> targets; ///< names; empty means all
  TreeDigest source;
  /// Per target: settings that other modules computed, merged into the actions of that
  /// kind ("go_build" → {"env", "arguments", "cc"}). Values of cli, made by toolchain,
  /// sysroot, verify and sandbox.
  std::map<std::string, std::map<ActionKind, std::map<std::string, std::string>>>
      settings;
};
Result<Plan> make_plan(const PlanRequest& request);

} // namespace crossroot
