// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/digest.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace crossroot::resolve {

/// What a repository's repomd.xml says of its list of packages.
struct Repomd {
  /// Seconds since 1970: the revision where it is such a time, else the newest file's.
  std::int64_t date = 0;
  std::string primary; ///< path below the repository: repodata/…-primary.xml.gz
  Digest sha256;
  std::uint64_t size = 0;
  std::uint64_t open_size = 0; ///< unpacked; 0 if it is not said
};

/// Total on any bytes. Error (digest_mismatch, id "index") without a primary list, its
/// SHA-256, size and place, or a time.
Result<Repomd> parse_repomd(std::string_view xml);

} // namespace crossroot::resolve
