// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/session.hpp"
#include "verify/verify.hpp"

#include <span>
#include <string>

namespace crossroot::cli {

/// Writes the page to `out` and says so. Replaces nothing but a page: `--html a b` means
/// to look at a, and root would lose /dev/stdout. Error (usage) then.
Result<void>
write_page(Session& session, const std::string& out, const std::string& html);

/// `verify --html OUT`: one page with the findings of the reports and the verdict of
/// every release on each file. The reports must carry their demand.
std::string render_verdict_page(std::span<const verify::Report> reports,
                                std::span<const verify::Unread> unread,
                                const TomlDate& as_of);

} // namespace crossroot::cli
