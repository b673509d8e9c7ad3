// SPDX-License-Identifier: Apache-2.0
#include "verify/runs_on.hpp"

namespace crossroot::verify {

namespace {

constexpr std::int64_t k_schema = 1;

template <class T> Json list(const std::vector<T>& values)
{
  Json::Array array;
  for (const auto& value : values) {
    array.emplace_back(value);
  }
  return array;
}

void add_version(Json::Object& object, const char* name, const Version& version)
{
  if (!version.empty()) {
    object.emplace(name, version.render());
  }
}

Json system_json(const catalog::Distribution& system, const TomlDate& as_of)
{
  Json::Object object{{"name", system.name()},
                      {"family", system.family},
                      {"release", system.release},
                      {"libc", system.libc == Libc::musl ? "musl" : "glibc"},
                      {"supported", !system.dead(as_of)},
                      {"source", system.source}};
  add_version(object, "libc_version", system.libc_version);
  add_version(object, "libstdcxx", system.libstdcxx);
  add_version(object, "libgcc", system.libgcc);
  add_version(object, "kernel", system.kernel);
  if (system.end_of_support) {
    object.emplace("eol", system.end_of_support->render());
  }
  if (system.long_support) {
    object.emplace("long", system.long_support->render());
  }
  return object;
}

Json requirement_json(const catalog::Requirement& requirement)
{
  Json::Object object{{"libc", requirement.libc == Libc::musl ? "musl" : "glibc"},
                      {"static", requirement.is_static}};
  add_version(object, "libc_version", requirement.libc_version);
  add_version(object, "libstdcxx", requirement.libstdcxx);
  add_version(object, "libgcc", requirement.libgcc);
  add_version(object, "kernel", requirement.kernel);
  add_version(object, "kernel_note", requirement.kernel_note);
  if (!requirement.interpreter.empty()) {
    object.emplace("interpreter", requirement.interpreter);
  }
  if (requirement.cpu_level != 0) {
    object.emplace("cpu_level", static_cast<std::int64_t>(requirement.cpu_level));
  }
  if (!requirement.markers.empty()) {
    Json::Array markers;
    for (const auto& marker : requirement.markers) {
      markers.emplace_back(marker.name);
    }
    object.emplace("markers", std::move(markers));
  }
  return object;
}

Json nodes_json(const FileDemand& demand)
{
  Json::Array nodes;
  for (const auto& node : demand.nodes) {
    nodes.emplace_back(Json::Object{
        {"node", node.node}, {"library", node.library}, {"symbols", list(node.symbols)}});
  }
  return nodes;
}

Json obstructions_json(const RunsOn& reach, const FileReach& file)
{
  Json::Array all;
  for (const auto& one : obstructions_of(reach, file)) {
    Json::Array nodes;
    for (const auto index : one.nodes) {
      nodes.emplace_back(file.demand.nodes[index].node);
    }
    all.emplace_back(Json::Object{{"systems", list(one.systems)},
                                  {"without", std::move(nodes)},
                                  {"reasons", list(one.reasons)}});
  }
  return all;
}

Json proof_json(const Proof& proof)
{
  Json::Object object{{"system", proof.system},
                      {"outcome", outcome_name(proof.outcome)},
                      {"reason", proof.reason}};
  if (const auto words = difference_of(proof); !words.empty()) {
    object.emplace("differs", words);
  }
  return object;
}

Json file_json(const RunsOn& reach, const FileReach& file)
{
  const auto& demand = file.demand;
  Json::Object object{{"file", demand.file}};
  if (!demand.problem.empty()) {
    object.emplace("problem", demand.problem);
    return object;
  }
  Json::Array verdicts;
  for (std::size_t i = 0; i < file.verdicts.size(); ++i) {
    const auto& verdict = file.verdicts[i];
    Json::Object row{{"system", reach.systems[i].name()},
                     {"answer", catalog::answer_name(verdict.answer)}};
    if (verdict.answer != catalog::Answer::loads) {
      row.emplace("obstacle", catalog::obstacle_name(verdict.obstacle));
      row.emplace("reason", verdict.reason);
    }
    verdicts.emplace_back(std::move(row));
  }
  object.emplace("triplet", demand.requirement.triplet->render());
  object.emplace("needs", requirement_json(demand.requirement));
  object.emplace("other_libraries", list(demand.other_libraries));
  object.emplace("nodes", nodes_json(demand));
  object.emplace("verdicts", std::move(verdicts));
  object.emplace("obstructions", obstructions_json(reach, file));
  if (!file.proofs.empty()) {
    Json::Array proofs;
    for (const auto& proof : file.proofs) {
      proofs.push_back(proof_json(proof));
    }
    object.emplace("proofs", std::move(proofs));
  }
  return object;
}

} // namespace

Json reach_json(const RunsOn& reach)
{
  Json::Array systems;
  for (const auto& system : reach.systems) {
    systems.push_back(system_json(system, reach.as_of));
  }
  Json::Array files;
  for (const auto& file : reach.files) {
    files.push_back(file_json(reach, file));
  }
  Json::Array unread;
  for (const auto& one : reach.unread) {
    unread.push_back(Json::Object{{"file", one.file}, {"reason", one.reason}});
  }
  return Json::Object{{"schema", k_schema},
                      {"as_of", reach.as_of.render()},
                      {"systems", std::move(systems)},
                      {"files", std::move(files)},
                      {"unread", std::move(unread)}};
}

} // namespace crossroot::verify
