// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "fetch/fetch.hpp"

#include <atomic>
#include <functional>
#include <string>
#include <vector>

namespace crossroot::fetch {

/// Why one place did not give the blob.
struct Attempt {
  enum class Fault : std::uint8_t {
    gone,        ///< 404, 410, no such file
    unreachable, ///< anything else on the way
    wrong_bytes, ///< it answered, with other bytes
  };
  std::string label;
  std::string reason;
  Fault fault = Fault::unreachable;
};

/// A blob that no place gave.
struct Missing {
  BlobRequest request;
  std::vector<Attempt> attempts;
};

/// What fetching one blob needs of the others.
struct FetchContext {
  const Sources& sources;
  store::Store& store;
  net::HttpClient& http;
  const CancelToken& cancel;
  /// Bytes of this blob that have arrived so far; called often.
  std::function<void(std::uint64_t done)> on_progress;
};

/// Empty if the blob is in the store afterwards; an Error only for what concerns the
/// whole run (disk full, interrupted). While another process fetches the same blob,
/// waits for it.
Result<std::optional<Missing>> fetch_one(const BlobRequest& request,
                                         const FetchContext& context);

/// The failed blobs, in the order of their requests, as the user's message. At least one.
Error error_of(const std::vector<Missing>& missing);

} // namespace crossroot::fetch
