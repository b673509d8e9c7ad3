// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/workspace.hpp"
#include "resolve/library_search.hpp"

namespace crossroot::cli {

/// What the module and all that it is built from ask of the system.
struct SystemDemands {
  std::vector<resolve::CgoDemand> modules;
  resolve::LibraryAdvice advice;
  Version base_libc; ///< of the base that the packages are of
};

/// For a recipe as text that stands in no file yet. Runs the pinned SDK and reads signed
/// indexes; network.
Result<SystemDemands> find_demands(Session& session,
                                   const Invocation& invocation,
                                   const std::string& recipe_text,
                                   const fs::path& folder);

/// The lines of [libraries], with comments that say why; "" if nothing is wanted.
std::string libraries_text(const SystemDemands& demands);
/// Whether the recipe can have old floors: nothing is loaded that the base's libc built.
bool links_statically(const SystemDemands& demands);
/// Tells the person what was found, a line each.
void tell_demands(Printer& printer, const SystemDemands& demands);

} // namespace crossroot::cli
