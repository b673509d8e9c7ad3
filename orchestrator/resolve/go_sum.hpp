// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <map>
#include <string>
#include <string_view>

namespace crossroot::resolve {

/// A go.sum: "path version" → "h1:…"; go.mod hashes have "path version/go.mod".
using GoSum = std::map<std::string, std::string>;

/// Total on any bytes. Lines of other hash kinds are passed over, as Go does. Error
/// (definition, id "modules") with the place of a malformed line.
Result<GoSum> parse_go_sum(std::string_view text, const std::string& file);

/// Go's hash of a lone go.mod file: "h1:…".
std::string go_mod_hash(std::string_view go_mod);

/// The SDK that a go.mod asks for: its toolchain line, else its go line ("1.25.5";
/// "go 1.21" means 1.21.0). "" if it has neither.
std::string sdk_of_go_mod(std::string_view go_mod);

} // namespace crossroot::resolve
