// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verify/verify.hpp"

#include <span>
#include <string>

namespace crossroot::cli {

/// `verify --html FILE`: one page with the findings of the reports and the verdict of
/// every release on each file, which is read once more for that.
std::string render_verdict_page(std::span<const verify::Report> reports,
                                const TomlDate& as_of);

} // namespace crossroot::cli
