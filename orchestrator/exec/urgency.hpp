// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace crossroot::exec {

/// Size of a blob in bytes; 0 if it is not known.
using BlobSize = std::function<std::uint64_t(const Digest&)>;

/// The actions in the order in which workers should take those that are ready: the start
/// of the longest way to the plan's end first, by estimates; equal ones as in the plan.
/// The pointers are into `plan`. Changes when an action runs, never what it makes.
std::vector<const Action*> by_urgency(const Plan& plan, const BlobSize& size_of);

} // namespace crossroot::exec
