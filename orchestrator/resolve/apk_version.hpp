// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "resolve/solve_pool.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::resolve {

/// Below 0, 0 or above as `a` is older, the same or newer than `b` by apk's rules (its
/// doc/apk-package.5: numbers, a letter, _suffixes, -r revision). Total on any text.
int compare_apk_versions(std::string_view a, std::string_view b);
/// Whether `version` begins like `prefix` does: 1.2.3-r4 is like 1.2.
bool apk_version_is_like(std::string_view version, std::string_view prefix);

/// libsolv does not know apk's order of versions, but compares epochs as numbers: each
/// version gets its place in the order as one, and reads as before behind it.
class ApkRanks {
public:
  ApkRanks() = default;
  explicit ApkRanks(std::vector<std::string> versions);
  /// "12:1.2.3-r0"; the version itself if it has no rank.
  std::string spelled(std::string_view version) const;
  /// All that are like it, spelled.
  std::vector<std::string> like(std::string_view prefix) const;
  /// A text of libsolv's without the ranks in it.
  std::string unranked(std::string text) const;

private:
  std::map<std::string, std::size_t, std::less<>> ranks_;
};

/// Of every version that the candidates have, provide or ask for.
Result<ApkRanks> rank_apk_versions(const PackagesIndex& index, const CandidatePool& pool);

} // namespace crossroot::resolve
