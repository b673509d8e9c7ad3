// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/project.hpp"
#include "toolchain/outside.hpp"

namespace crossroot::cli {

/// What the tools are for: go needs a GOCACHE with the standard library, which takes a
/// minute to compile where the store has none; a compiler alone does not.
enum class OutsideUse : std::uint8_t { compiler, go };

/// Makes the target's toolchain root and sysroot if they are not in the store (for go,
/// SDK, modules and the standard library, too; for the compiler alone their places are
/// empty), then the scripts that stand for CC on this host, and tries them. The folder is
/// named by everything that they depend on and stays below the store's caches.
/// Error (environment): no bwrap, or one that may not make namespaces.
Result<toolchain::OutsidePlaces> make_outside_tools(Workspace& workspace,
                                                    const Project& project,
                                                    const std::string& target,
                                                    OutsideUse use);

} // namespace crossroot::cli
