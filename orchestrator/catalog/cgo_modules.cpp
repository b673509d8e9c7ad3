// SPDX-License-Identifier: Apache-2.0
#include "catalog/cgo_modules.hpp"

#include "base/text.hpp"
#include "catalog/embedded_tables.hpp"

#include <algorithm>

namespace crossroot::catalog {

bool known_to_use_cgo(std::string_view module_path)
{
  const auto lines = split_lines(embedded_tables().at("cgo-modules.txt"));
  return std::any_of(lines.begin(), lines.end(), [&](std::string_view line) {
    return !line.empty() && !line.starts_with('#') && module_path.starts_with(line) &&
           (module_path.size() == line.size() || module_path[line.size()] == '/' ||
            module_path.substr(line.size()).starts_with(".v"));
  });
}

} // namespace crossroot::catalog
