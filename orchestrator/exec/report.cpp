// SPDX-License-Identifier: Apache-2.0
#include "exec/build.hpp"
#include "exec/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace crossroot::exec {

std::optional<ResolvedInputs> resolve_inputs(const Action& action,
                                             const ActionStates& states,
                                             const store::Store& store)
{
  ResolvedInputs inputs;
  for (const auto& [name, input] : action.inputs) {
    if (const auto* blob = std::get_if<Digest>(&input)) {
      inputs[name] = {blob->render(), store.blob_path(*blob)};
      continue;
    }
    if (const auto* tree = std::get_if<TreeDigest>(&input)) {
      inputs[name] = {tree->render(), store.tree_path(*tree)};
      continue;
    }
    const auto& output = std::get<OutputOf>(input);
    const auto found = states.find(output.action);
    if (found == states.end() || !found->second.done()) {
      return std::nullopt;
    }
    const auto& record = *found->second.record;
    const auto tree = record.outputs.find(output.output);
    if (tree == record.outputs.end()) {
      return std::nullopt;
    }
    // A GOCACHE only makes things faster, and holds times and probe results that differ
    // from run to run: what it was made from stands for it.
    inputs[name] = {record.kind == name_of(ActionKind::std_seed) ? record.key.render()
                                                                 : tree->second.render(),
                    store.tree_path(tree->second)};
  }
  return inputs;
}

store::ActionRecord draft_record(const Action& action, const ResolvedInputs& inputs)
{
  store::ActionRecord record;
  record.entries = key_entries(action, inputs);
  record.key = key_of(record.entries);
  record.id = action.id;
  record.kind = name_of(action.kind);
  record.name = action.name;
  return record;
}

std::vector<std::string> needed_for(const Plan& plan, const std::string& action)
{
  std::set<std::string> wanted{action};
  std::vector<std::string> names;
  for (auto step = plan.actions.rbegin(); step != plan.actions.rend(); ++step) {
    if (!wanted.contains(step->name)) {
      continue;
    }
    names.push_back(step->name);
    for (const auto& [name, input] : step->inputs) {
      if (const auto* output = std::get_if<OutputOf>(&input)) {
        wanted.insert(output->action);
      }
    }
  }
  std::reverse(names.begin(), names.end());
  return names;
}

namespace {

Result<std::string> read_output(const ActionState& state,
                                const std::string& output,
                                const std::string& file,
                                const ExecContext& context)
{
  return os::read_file(context.store.tree_path(state.record->outputs.at(output)) / file);
}

Result<std::vector<verify::Report>> read_findings(const ActionState& state,
                                                  const ExecContext& context)
{
  CROSSROOT_TRY(const auto text,
                read_output(state, "findings", "findings.json", context));
  CROSSROOT_TRY(const auto json, Json::parse(text));
  std::vector<verify::Report> reports;
  if (json["files"].array() != nullptr) {
    for (const auto& each : *json["files"].array()) {
      CROSSROOT_TRY(auto report, verify::Report::from_json(each));
      reports.push_back(std::move(report));
    }
  }
  return reports;
}

std::optional<Error> verify_error(const TargetReport& target)
{
  std::size_t failures = 0;
  for (const auto& file : target.files) {
    for (const auto& finding : file.findings) {
      failures += static_cast<std::size_t>(finding.status == verify::Status::fail ||
                                           finding.status == verify::Status::unknown);
    }
  }
  const bool passed = std::all_of(target.files.begin(), target.files.end(),
                                  [](const auto& file) { return file.passed(); });
  if (passed) {
    return std::nullopt;
  }
  return Error(ErrorKind::verify, "verify",
               fmt::format("{}: {} of the checks failed", target.target, failures));
}

std::optional<Error> smoke_error(const TargetReport& target)
{
  if (!target.smoke || target.smoke->passed) {
    return std::nullopt;
  }
  return Error(ErrorKind::verify, "smoke",
               fmt::format("{}: the smoke command failed: {}", target.target,
                           target.smoke->reason))
      .note("ran in", target.smoke->ran_in)
      .note("output", target.smoke->output);
}

Result<void> read_go_build(const ActionState& state, TargetReport& target)
{
  target.bin = state.record->outputs.at("bin");
  target.log = state.record->log;
  target.seconds = state.status == ActionState::Status::ran ? state.seconds : 0;
  return {};
}

Result<void> read_leaf(const Action& action,
                       const ActionState& state,
                       const ExecContext& context,
                       TargetReport& target)
{
  if (!state.done()) {
    return {};
  }
  if (action.kind == ActionKind::go_build) {
    return read_go_build(state, target);
  }
  if (action.kind == ActionKind::verify) {
    target.findings = state.record->outputs.at("findings");
    CROSSROOT_TRY(target.files, read_findings(state, context));
  }
  if (action.kind == ActionKind::smoke) {
    CROSSROOT_TRY(const auto text, read_output(state, "smoke", "smoke.json", context));
    CROSSROOT_TRY(const auto json, Json::parse(text));
    CROSSROOT_TRY(target.smoke, SmokeReport::from_json(json));
  }
  return {};
}

bool is_leaf(ActionKind kind)
{
  return kind == ActionKind::go_build || kind == ActionKind::verify ||
         kind == ActionKind::smoke;
}

Result<TargetReport> report_target(const Plan& plan,
                                   const ActionStates& states,
                                   const ExecContext& context,
                                   const TargetSpec& spec)
{
  TargetReport target{spec.name, spec.triplet, spec.floor};
  for (const auto& action : plan.actions) {
    if (!is_leaf(action.kind) || action.target != spec.name) {
      continue;
    }
    for (const auto& name : needed_for(plan, action.name)) {
      const auto& state = states.at(name);
      target.cached = target.cached && state.status == ActionState::Status::cached;
      if (state.error && !target.error) {
        target.error = state.error;
      }
    }
    if (!target.error && !states.at(action.name).done()) {
      target.error = Error(ErrorKind::bug, "exec", action.name + " never became ready");
    }
    CROSSROOT_CHECK(read_leaf(action, states.at(action.name), context, target));
  }
  for (auto& failure : {verify_error(target), smoke_error(target)}) {
    if (!target.error) {
      target.error = failure;
    }
  }
  return target;
}

} // namespace

Result<BuildReport>
report_of(const Plan& plan, const ActionStates& states, const ExecContext& context)
{
  BuildReport report;
  for (const auto& [name, state] : states) {
    report.ran += static_cast<unsigned>(state.status == ActionState::Status::ran);
    report.cached += static_cast<unsigned>(state.status == ActionState::Status::cached);
  }
  for (const auto& action : plan.actions) {
    const auto& state = states.at(action.name);
    if (state.error && !report.first_error) {
      report.first_error = state.error;
    }
  }
  for (const auto& spec : context.recipe.targets) {
    if (plan.find("go-build " + spec.name) == nullptr) {
      continue;
    }
    CROSSROOT_TRY(auto target, report_target(plan, states, context, spec));
    report.targets.push_back(std::move(target));
  }
  return report;
}

int BuildReport::exit_code() const
{
  int worst = 0;
  for (const auto& target : targets) {
    if (target.error) {
      worst = worse_exit_code(worst, exit_code_of(target.error->kind()));
    }
  }
  return worst;
}

} // namespace crossroot::exec
