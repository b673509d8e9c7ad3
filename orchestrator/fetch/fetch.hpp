// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/digest.hpp"
#include "base/event.hpp"
#include "lockfile/lockfile.hpp"
#include "net/http.hpp"
#include "store/store.hpp"

#include <map>
#include <string>
#include <vector>

namespace crossroot::fetch {

/// Where bytes come from, by archive name ("debian", "go"): base URLs, tried in order.
/// An environment, never part of a lock or key. `label` is how messages call it.
struct Source {
  std::string label; ///< "apt sources", "--mirror", "upstream", "snapshot"
  std::string url;
};
using Sources = std::map<std::string, std::vector<Source>>;

/// One blob that must be in the store.
struct BlobRequest {
  std::string label;   ///< "linux-libc-dev 6.12.94-1", for messages
  std::string archive; ///< key into Sources
  std::string path;    ///< below each base URL
  Digest sha256;
  std::uint64_t size = 0;
  std::string remedy; ///< "crossroot lock --update linux-libc-dev"
};

/// Every blob that a lock names and that the given targets' trees need, sorted, each once.
std::vector<BlobRequest> requests_of(const Lock& lock);

/// Brings all missing blobs into the store, in parallel, hashed while they stream; a
/// source that fails in any way (unreachable, 404, wrong size, wrong digest) is followed
/// by the next. When all fail: the Error names package, version and what each source
/// said, with the remedy; kind digest_mismatch if any source gave wrong bytes and none
/// the right ones, else io. What arrived stays in the store.
Result<void> fetch_blobs(const std::vector<BlobRequest>& requests, const Sources& sources,
                         store::Store& store, net::HttpClient& http, EventSink& events,
                         const CancelToken& cancel);

} // namespace crossroot::fetch
