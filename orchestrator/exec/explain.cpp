// SPDX-License-Identifier: Apache-2.0
//
// "Why does it build again?" has one answer per root cause: a file of the source, a flag,
// a package, a policy. The cascade behind it is no answer. So an action that only waits
// for another one is listed as waiting, and reasons are given where a value that the plan
// itself holds differs from the newest record of this project.
//
// When an input is a tree, its digest says nothing to a person. The old tree is most
// often still in the store, so both are compared and the files are named.
#include "exec/build.hpp"
#include "exec/progress.hpp"
#include "exec/tree_difference.hpp"
#include "exec/value_difference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace crossroot::exec {
namespace {

constexpr std::size_t k_shown_files = 10;
constexpr std::string_view k_input = "input.";
constexpr std::string_view k_setting = "setting.";

std::string_view word_for(FileDifference::Kind kind)
{
  switch (kind) {
  case FileDifference::Kind::added: return "added";
  case FileDifference::Kind::removed: return "removed";
  case FileDifference::Kind::changed: return "changed";
  }
  return "";
}

/// "setting.env.CC" is for the key; people read "env.CC".
std::string name_for_people(const std::string& name)
{
  if (name.starts_with(k_input)) {
    return name.substr(k_input.size());
  }
  return name.starts_with(k_setting) ? name.substr(k_setting.size()) : name;
}

std::string short_digest(const std::string& value)
{
  constexpr std::size_t k_digits = 12;
  return Digest::parse(value) ? value.substr(0, k_digits) : value;
}

/// Names the files if both trees are there; else one reason with both digests.
void add_input_reasons(const std::string& name,
                       const std::string& before,
                       const std::string& after,
                       const store::Store& store,
                       std::vector<Reason>& reasons)
{
  const auto shown = name_for_people(name);
  const auto old_tree = TreeDigest::parse(before);
  const auto new_tree = TreeDigest::parse(after);
  if (old_tree && new_tree && store.has_tree(*old_tree) && store.has_tree(*new_tree)) {
    const auto differences = difference_of(store.tree_path(*old_tree),
                                           store.tree_path(*new_tree), k_shown_files);
    for (const auto& difference : differences) {
      reasons.push_back(
          {fmt::format("{}: {} {}", shown, difference.path, word_for(difference.kind)),
           short_digest(before), short_digest(after)});
    }
    if (!differences.empty()) {
      return;
    }
  }
  reasons.push_back({shown, short_digest(before), short_digest(after)});
}

std::map<std::string, std::string> as_map(const std::vector<store::KeyEntry>& entries)
{
  std::map<std::string, std::string> values;
  for (const auto& entry : entries) {
    values.emplace(entry.name, entry.value);
  }
  return values;
}

/// Every entry whose value moved; `known_inputs` false leaves inputs that are not known
/// yet to the action that makes them.
std::vector<Reason> reasons_between(const std::vector<store::KeyEntry>& before,
                                    const std::vector<store::KeyEntry>& after,
                                    const std::vector<std::string>& unknown_inputs,
                                    const store::Store& store)
{
  const auto old_values = as_map(before);
  const auto new_values = as_map(after);
  std::map<std::string, std::pair<std::string, std::string>> moved;
  for (const auto& [name, value] : old_values) {
    const bool unknown = std::find(unknown_inputs.begin(), unknown_inputs.end(), name) !=
                         unknown_inputs.end();
    const auto found = new_values.find(name);
    if (!unknown && (found == new_values.end() || found->second != value)) {
      moved[name] = {value, found == new_values.end() ? "" : found->second};
    }
  }
  for (const auto& [name, value] : new_values) {
    if (!old_values.contains(name)) {
      moved[name] = {"", value};
    }
  }
  std::vector<Reason> reasons;
  for (const auto& [name, values] : moved) {
    if (name.starts_with(k_input)) {
      add_input_reasons(name, values.first, values.second, store, reasons);
    } else {
      for (auto& reason :
           value_difference(name_for_people(name), values.first, values.second)) {
        reasons.push_back(std::move(reason));
      }
    }
  }
  return reasons;
}

struct Walk {
  const ExecContext& context;
  ActionStates states; ///< cached where the store has the action
};

/// The inputs that are known now; the names of the others, and of who makes them.
ResolvedInputs known_inputs(const Action& action,
                            const Walk& walk,
                            std::vector<std::string>& unknown,
                            std::vector<std::string>& waits)
{
  ResolvedInputs known;
  for (const auto& [name, input] : action.inputs) {
    Action single;
    single.inputs.emplace(name, input);
    if (auto resolved = resolve_inputs(single, walk.states, walk.context.store)) {
      known.merge(*resolved);
    } else {
      unknown.push_back(std::string(k_input) + name);
      waits.push_back(std::get<OutputOf>(input).action);
    }
  }
  std::sort(waits.begin(), waits.end());
  waits.erase(std::unique(waits.begin(), waits.end()), waits.end());
  return known;
}

Result<ActionExplanation> explain_action(const Action& action, Walk& walk)
{
  using State = ActionExplanation::State;
  ActionExplanation explanation;
  explanation.action = action.name;
  std::vector<std::string> unknown;
  const auto inputs = known_inputs(action, walk, unknown, explanation.waits);
  const auto entries = key_entries(action, inputs);
  if (unknown.empty()) {
    CROSSROOT_TRY(auto found, walk.context.store.find_action(key_of(entries)));
    if (found) {
      auto& state = walk.states[action.name];
      state.status = ActionState::Status::cached;
      state.record = std::move(found);
      return explanation;
    }
  }
  CROSSROOT_TRY(const auto last, last_of(action, walk.context));
  if (last) {
    explanation.reasons =
        reasons_between(last->entries, entries, unknown, walk.context.store);
    if (explanation.reasons.empty() && unknown.empty()) {
      explanation.reasons.push_back({"its output is no longer in the store", "", ""});
    }
  } else {
    explanation.reasons.push_back({"never built here", "", ""});
  }
  explanation.state = unknown.empty() ? State::would_run : State::waits;
  return explanation;
}

Json json_of(const ActionExplanation& explanation)
{
  using State = ActionExplanation::State;
  Json::Array reasons;
  for (const auto& reason : explanation.reasons) {
    reasons.push_back(Json::Object{
        {"entry", reason.entry}, {"before", reason.before}, {"after", reason.after}});
  }
  const std::string state = explanation.state == State::cached      ? "cached"
                            : explanation.state == State::would_run ? "would-run"
                                                                    : "waits";
  return Json::Object{
      {"action", explanation.action},
      {"state", state},
      {"reasons", std::move(reasons)},
      {"waits", Json::Array(explanation.waits.begin(), explanation.waits.end())}};
}

} // namespace

std::string Explanation::render() const
{
  std::string out;
  for (const auto& action : actions) {
    if (action.state == ActionExplanation::State::cached) {
      continue;
    }
    out += action.action + "\n";
    for (const auto& reason : action.reasons) {
      out += "  " + reason.entry;
      if (!reason.before.empty() || !reason.after.empty()) {
        out += fmt::format(": {} → {}", reason.before.empty() ? "none" : reason.before,
                           reason.after.empty() ? "none" : reason.after);
      }
      out += "\n";
    }
    for (const auto& wait : action.waits) {
      out += "  after " + wait + "\n";
    }
  }
  return out;
}

Json Explanation::to_json() const
{
  Json::Array list;
  for (const auto& action : actions) {
    list.push_back(json_of(action));
  }
  return Json::Object{{"schema", 1}, {"actions", std::move(list)}};
}

Result<Explanation>
explain(const Plan& plan, const std::string& target, const ExecContext& context)
{
  std::set<std::string> wanted;
  for (const auto& action : plan.actions) {
    const bool leaf =
        action.kind == ActionKind::verify || action.kind == ActionKind::smoke;
    if (target.empty() || (leaf && action.target == target)) {
      for (auto& name : needed_for(plan, action.name)) {
        wanted.insert(std::move(name));
      }
    }
  }
  Walk walk{context, {}};
  Explanation explanation;
  for (const auto& action : plan.actions) {
    if (wanted.contains(action.name)) {
      CROSSROOT_TRY(auto explained, explain_action(action, walk));
      explanation.actions.push_back(std::move(explained));
    }
  }
  return explanation;
}

} // namespace crossroot::exec
