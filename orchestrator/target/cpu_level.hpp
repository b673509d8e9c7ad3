// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "target/triplet.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace crossroot {

/// The values of a CPU's variable (GOAMD64, GOARM …), oldest CPUs first; none for an
/// unknown variable. Sources: internal/buildcfg and cmd/dist of Go 1.26.
std::span<const std::string_view> cpu_levels(std::string_view variable);

/// Place among the levels: "7,softfloat" and "v8.0,lse" count by their first word.
std::optional<std::size_t> cpu_level_rank(std::string_view variable,
                                          std::string_view level);

/// The variables of all CPUs, sorted.
std::span<const std::string_view> cpu_level_variables();

/// Refuses a value that Go does not know for the triplet's CPU, one whose calling
/// convention is not the triplet's, and any for a CPU that has one level only. The hint
/// lists what may be written.
Result<void> check_cpu_level(const Triplet& triplet, std::string_view level);

/// What clang's --target is at this level ("" is the triplet's own): the architecture's
/// version is part of Arm's name for it.
std::string llvm_triple_at(const Triplet& triplet, std::string_view level);

} // namespace crossroot
