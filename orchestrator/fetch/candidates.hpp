// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "fetch/fetch.hpp"

#include <string>
#include <vector>

namespace crossroot::fetch {

/// One place to try.
struct Candidate {
  std::string label; ///< "debian (apt sources)"
  std::string url;
  bool last_unless_missing = false; ///< as Source::last_unless_missing
};

/// All places where a blob may be, in the order of the sources.
std::vector<Candidate> candidates_for(const BlobRequest& request, const Sources& sources);

/// `path` below `base`, which is a URL or an absolute folder; bytes that a URL's path
/// cannot hold as they are become %XX.
std::string join_url(std::string_view base, std::string_view path);

/// Where the blob stands below a mirror's folder of the archive.
std::string mirror_path_of(const BlobRequest& request);

} // namespace crossroot::fetch
