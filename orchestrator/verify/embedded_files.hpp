// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string_view>

namespace crossroot::verify {

/// pages/*.md and schema/*.json of this folder, by their names relative to it.
const std::map<std::string_view, std::string_view>& embedded_files();

} // namespace crossroot::verify
