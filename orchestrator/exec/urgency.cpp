// SPDX-License-Identifier: Apache-2.0
//
// A cold build is a few long ways (a big package, the toolchain root, the compat archive,
// std, the program) and many short ones. Workers that take actions as the plan lists them
// end with one of them unpacking the largest package while the others wait, so each
// action is ranked by the time from its start to the plan's end along the slowest of its
// users. This is list scheduling by critical path; the estimates need only be right
// against each other.
#include "exec/urgency.hpp"

#include <algorithm>
#include <map>

namespace crossroot::exec {
namespace {

/// Milliseconds on one core: orders of magnitude, from builds of the examples. What is
/// unpacked costs by its compressed bytes (xz 20, gzip 45 bytes per microsecond).
double cost_of(const Action& action, const BlobSize& size_of)
{
  constexpr double k_xz = 20e3;
  constexpr double k_gzip = 45e3;
  double bytes = 0;
  for (const auto& [name, input] : action.inputs) {
    if (const auto* const blob = std::get_if<Digest>(&input)) {
      bytes += static_cast<double>(size_of(*blob));
    }
  }
  switch (action.kind) {
  case ActionKind::unpack: return 5 + (bytes / k_xz);
  case ActionKind::sdk:
  case ActionKind::modules: return 5 + (bytes / k_gzip);
  case ActionKind::compat: return 2'000;
  case ActionKind::std_seed: return 40'000;
  case ActionKind::go_build: return 25'000;
  default: return 100;
  }
}

} // namespace

std::vector<const Action*> by_urgency(const Plan& plan, const BlobSize& size_of)
{
  std::map<std::string_view, double> rest; // to the plan's end, from the action's start
  std::vector<const Action*> order;
  for (auto action = plan.actions.rbegin(); action != plan.actions.rend(); ++action) {
    const double whole = rest[action->name] + cost_of(*action, size_of);
    rest[action->name] = whole;
    order.push_back(&*action);
    for (const auto& [name, input] : action->inputs) {
      if (const auto* const output = std::get_if<OutputOf>(&input)) {
        double& before = rest[output->action];
        before = std::max(before, whole);
      }
    }
  }
  std::reverse(order.begin(), order.end());
  std::stable_sort(order.begin(), order.end(), [&](const Action* one, const Action* two) {
    return rest[one->name] > rest[two->name];
  });
  return order;
}

} // namespace crossroot::exec
