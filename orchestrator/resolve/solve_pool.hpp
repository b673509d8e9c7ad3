// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "resolve/dependency.hpp"
#include "resolve/solve.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::resolve {

/// The part of an index that can matter for a request: what is reachable from the
/// wanted names over any alternative and any provider.
struct Candidate {
  std::uint32_t stanza = 0;
  std::vector<Clause> depends; ///< without clauses that an omitted package satisfies
};

struct CandidatePool {
  std::vector<Candidate> candidates;                   ///< by discovery
  std::map<std::string_view, std::string_view> parent; ///< who first asked for a name
  /// "clang-19 → libllvm19 → libxml2": how the request came to the package.
  std::string path_to(std::string_view name) const;
};

Result<CandidatePool> collect_candidates(const SolveRequest& request, bool keep_versions);

/// Turns one of libsolv's findings into a sentence; `source`, `target` and `dependency`
/// are rendered by the caller.
struct Complaint {
  enum class Kind : std::uint8_t {
    nothing_provides,
    needs,
    conflicts,
    two_versions,
    other
  };
  Kind kind = Kind::other;
  std::string source_name, source, target_name, target, dependency;
};
Error unsolvable(const SolveRequest& request,
                 const CandidatePool& pool,
                 const std::vector<Complaint>& complaints);
Error unknown_package(const SolveRequest& request, std::string_view name);

} // namespace crossroot::resolve
