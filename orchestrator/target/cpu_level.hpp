// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace crossroot {

/// The levels of a CPU that Go's variable (GOAMD64, GOARM …) may name, oldest first;
/// empty for an unknown variable. Sources: cmd/dist's and internal/buildcfg's parsers of
/// these.
std::span<const std::string_view> cpu_levels(std::string_view go_variable);

/// Place of a level among these; "7,softfloat" and "v8.0,lse" count by their first word.
/// Nothing for a word that is none of them.
std::optional<std::size_t> cpu_rank(std::string_view go_variable, std::string_view level);

} // namespace crossroot
