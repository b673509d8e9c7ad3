// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string_view>

namespace crossroot::catalog {

/// The files of sysroots/tables by name, as they were when the program was built.
const std::map<std::string_view, std::string_view>& embedded_tables();

} // namespace crossroot::catalog
