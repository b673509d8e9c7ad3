// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace crossroot::catalog {

/// Whether sysroots/tables/cgo-modules.txt lists the module: its path with or without a
/// major version ("/v2", ".v3") or a folder behind ("github.com/go-gl/glfw/v3.3/glfw").
/// Not being listed says nothing.
bool known_to_use_cgo(std::string_view module_path);

} // namespace crossroot::catalog
