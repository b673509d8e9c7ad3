// SPDX-License-Identifier: Apache-2.0
#include "runtime/call_record.hpp"

#include "runtime/older_kernel.hpp"

#include <algorithm>
#include <cerrno>
#include <set>

namespace crossroot::runtime {

const catalog::SystemCall* CallRecord::newest() const
{
  const auto found =
      std::max_element(calls.begin(), calls.end(), [](const auto& a, const auto& b) {
        return a.second.since < b.second.since;
      });
  return found == calls.end() ? nullptr : &found->second;
}

Json CallRecord::to_oci_profile() const
{
  Json::Array names;
  for (const auto& [name, call] : calls) {
    names.emplace_back(name);
  }
  Json::Array machines(architectures.begin(), architectures.end());
  return Json::Object{
      {"defaultAction", "SCMP_ACT_ERRNO"},
      {"defaultErrnoRet", std::int64_t{ENOSYS}},
      {"architectures", std::move(machines)},
      {"syscalls", Json::Array{Json::Object{{"names", std::move(names)},
                                            {"action", "SCMP_ACT_ALLOW"}}}}};
}

CallRecord name_calls(const sandbox::SandboxOutcome& outcome)
{
  using Number = std::pair<std::uint32_t, std::uint32_t>; // with its architecture
  std::map<Number, catalog::SystemCall> known;
  std::map<std::uint32_t, std::string_view> names;
  for (const auto& mode : host_modes()) {
    names.emplace(mode.architecture, mode.seccomp_name);
    for (auto& call : catalog::system_calls(mode.cpu)) {
      known.emplace(Number(mode.architecture, call.number), std::move(call));
    }
  }
  CallRecord record;
  std::set<std::string> architectures;
  for (const auto& made : outcome.calls) {
    const auto found = known.find(made);
    if (found == known.end()) {
      record.unknown.push_back(made.second);
      continue;
    }
    architectures.emplace(names.at(made.first));
    auto& call = record.calls.emplace(found->second.name, found->second).first->second;
    call.since = std::max(call.since, found->second.since);
  }
  record.architectures.assign(architectures.begin(), architectures.end());
  return record;
}

} // namespace crossroot::runtime
