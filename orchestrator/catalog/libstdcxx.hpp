// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/version.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::catalog {

/// Two nodes of libstdc++.so.6 that came with the same release of gcc.
struct NodePair {
  Version glibcxx, cxxabi;
};

/// sysroots/tables/libstdcxx-nodes.toml: oldest first, both rising, not empty.
Result<std::vector<NodePair>> parse_node_pairs(std::string_view toml,
                                               const std::string& file);
/// The embedded table.
const std::vector<NodePair>& node_pairs();

/// The GLIBCXX node beside which this CXXABI node first stood; an empty version for one
/// older than the table, nothing for one newer.
std::optional<Version> glibcxx_beside(const Version& cxxabi);

} // namespace crossroot::catalog
