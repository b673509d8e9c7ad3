// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string_view>

namespace crossroot {

/// recipes/policies/*.toml by file name, as they were when the program was built.
const std::map<std::string_view, std::string_view>& embedded_policies();

} // namespace crossroot
