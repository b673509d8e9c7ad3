// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "resolve/resolve.hpp"

#include <set>

namespace crossroot::resolve {

/// What the cgo packages of one module ask of the system, as #cgo and #include lines say
/// under the build constraints of the targets, taken together. What the module carries
/// itself is left out.
struct CgoDemand {
  std::string module;               ///< "github.com/libgit2/git2go/v34", "" without one
  std::set<std::string> pkg_config; ///< "libgit2"
  std::set<std::string> libraries;  ///< of -lNAME: "pcap"
  std::set<std::string> headers;    ///< "pcap.h", "security/pam_appl.h"
};

/// Asks the pinned SDK, in the sandbox and over the module proxy, as locking does: go.sum
/// must be complete. Every target of the recipe is asked for. One entry a module with cgo
/// packages, sorted by module; the standard library is not among them.
Result<std::vector<CgoDemand>>
cgo_demands(const Recipe& recipe, const fs::path& source, const ResolveContext& context);

/// The files that the #include lines of a Go file's cgo preamble name, under #ifdef and
/// #ifndef of what is `defined`; of other conditions both sides count. Total.
std::set<std::string> preamble_headers(std::string_view go_file,
                                       const std::set<std::string>& defined);

} // namespace crossroot::resolve
