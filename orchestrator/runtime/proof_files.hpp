// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string_view>

namespace crossroot::runtime {

/// The files of sysroots/proof by name.
const std::map<std::string_view, std::string_view>& proof_definition_files();

} // namespace crossroot::runtime
