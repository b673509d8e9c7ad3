// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/digest.hpp"
#include "base/toml.hpp"
#include "recipe/recipe.hpp"

#include <initializer_list>
#include <string_view>

namespace crossroot {

// Each reads one table over the values that are already there: the defaults for the
// recipe's own [go], the recipe's values for a target's `go.tags = …`. A key that is
// not written leaves its field alone. The Error is the first violation in the table.
Result<void> read_source(const TomlTable& table, SourceSpec& source);
Result<void> read_go(const TomlTable& table, const std::string& name, GoSpec& go);
Result<void> read_cc(const TomlTable& table, const std::string& name, CcSpec& cc);
Result<void>
read_libraries(const TomlTable& table, const std::string& name, LibrariesSpec& libraries);
Result<void> read_abi(const TomlTable& table, const std::string& name, AbiPolicy& abi);
Result<void> read_smoke(const TomlTable& table, SmokeSpec& smoke);

/// Refuses, where `key` stands, a value that is none of `choices`, naming the nearest.
void read_choice(TomlReader& reader,
                 std::string_view key,
                 std::initializer_list<std::string_view> choices,
                 std::string& value);

} // namespace crossroot
