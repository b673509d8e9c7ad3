// SPDX-License-Identifier: Apache-2.0
//
// The verify action sees the program and the target's libraries, nothing else, so that
// it need not run again when a source moves without moving the program. Who asked for a
// symbol is known from the build's inputs. So a failure is verified a second time, with
// the causes, under a key made of both actions' keys; the record of it takes the place
// of the first in this run's states.
#include "exec/attribution.hpp"
#include "exec/go_cache.hpp"
#include "exec/sandbox_setup.hpp"

#include <algorithm>

namespace crossroot::exec {
namespace {

constexpr std::string_view k_policy_version = "attribution-1";

/// Whether a failing finding has evidence and no cause yet.
bool lacks_causes(const Json& findings)
{
  if (findings["files"].array() == nullptr) {
    return false;
  }
  for (const auto& file : *findings["files"].array()) {
    const auto report = verify::Report::from_json(file);
    const bool open =
        report && std::any_of(report->findings.begin(), report->findings.end(),
                              [](const auto& one) {
                                return (one.status == verify::Status::fail ||
                                        one.status == verify::Status::unknown) &&
                                       !one.evidence.empty() && one.cause.empty();
                              });
    if (open) {
      return true;
    }
  }
  return false;
}

Result<Produced> verify_again(const Action& verify,
                              const ResolvedInputs& inputs,
                              const Action& build,
                              const ResolvedInputs& build_inputs,
                              const ExecContext& context)
{
  const ActionRun built{build, build_inputs, context};
  CROSSROOT_TRY(const auto* target, built.target());
  CROSSROOT_TRY(auto room, make_go_room(built, "attribution"));
  CROSSROOT_TRY(room.cache, open_go_cache(built, room.folder.path()));
  CROSSROOT_TRY(auto spec, go_build_spec(built, *target, room));
  return verify_with({verify, inputs, context},
                     symbol_causes(built, *target, std::move(spec)));
}

const Action* builder_of(const Plan& plan, const Action& verify)
{
  const auto bin = verify.inputs.find("bin");
  const auto* output =
      bin == verify.inputs.end() ? nullptr : std::get_if<OutputOf>(&bin->second);
  return output == nullptr ? nullptr : plan.find(output->action);
}

} // namespace

Result<void> explain_findings(const Plan& plan,
                              const Action& verify,
                              const ExecContext& context,
                              ActionStates& states)
{
  auto& state = states.at(verify.name);
  const auto* build = builder_of(plan, verify);
  if (!state.done() || build == nullptr) {
    return {};
  }
  const auto findings = context.store.tree_path(state.record->outputs.at("findings"));
  CROSSROOT_TRY(const auto text, os::read_file(findings / "findings.json"));
  CROSSROOT_TRY(const auto json, Json::parse(text));
  const auto inputs = resolve_inputs(verify, states, context.store);
  const auto build_inputs = resolve_inputs(*build, states, context.store);
  if (!lacks_causes(json) || !inputs || !build_inputs) {
    return {};
  }
  auto record = draft_record(verify, *inputs);
  const auto build_key = key_of(key_entries(*build, *build_inputs));
  record.entries.push_back({"attribution", build_key.render()});
  record.entries.push_back({"attribution.policy", std::string(k_policy_version)});
  record.key = key_of(record.entries);
  CROSSROOT_TRY(auto known, context.store.find_action(record.key));
  if (!known) {
    CROSSROOT_TRY(auto produced,
                  verify_again(verify, *inputs, *build, *build_inputs, context));
    record.outputs = std::move(produced.outputs);
    record.name = "attribute " + verify.target;
    CROSSROOT_CHECK(context.store.record_action(record, context.project));
    known = std::move(record);
  }
  state.record = std::move(known);
  return {};
}

} // namespace crossroot::exec
