// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/digest.hpp"

#include <map>
#include <string_view>

namespace crossroot::catalog {

/// The files of sysroots/tables by name, as they were when the program was built.
const std::map<std::string_view, std::string_view>& embedded_tables();

/// Of all of them, names and bytes: programs with the same one judge alike. Thread-safe.
Digest tables_digest();

} // namespace crossroot::catalog
