// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/digest.hpp"
#include "base/event.hpp"
#include "lockfile/lockfile.hpp"
#include "net/http.hpp"
#include "store/store.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::fetch {

/// Where bytes come from, by archive name ("debian", "go"): base URLs, tried in order.
/// An environment, never part of a lock or key. `label` is how messages call it.
struct Source {
  std::string label; ///< "apt sources", "--mirror", "upstream", "snapshot"
  std::string url;
  /// The next one is asked only for what this one does not have, and not when this one
  /// fails: a comma in GOPROXY, behind which the names of private modules must not go.
  bool last_unless_missing = false;
};
using Sources = std::map<std::string, std::vector<Source>>;

/// Archive names that are no definition's. `path` of a request to k_source_archive is the
/// whole URL.
inline constexpr std::string_view k_go_archive = "go";                 ///< a module proxy
inline constexpr std::string_view k_go_release_archive = "go-release"; ///< tarballs of Go
inline constexpr std::string_view k_go_proxy_label = "GOPROXY"; ///< of the host's proxies
inline constexpr std::string_view k_source_archive = "source";

/// One blob that must be in the store.
struct BlobRequest {
  std::string label;       ///< "linux-libc-dev 6.12.94-1", for messages
  std::string archive;     ///< key into Sources
  std::string path;        ///< below each base URL
  std::string mirror_path; ///< below a mirror, where that is not `path`
  Digest sha256;
  std::uint64_t size = 0;
  std::string remedy; ///< "crossroot lock --update linux-libc-dev"
};

/// Every blob that a lock names and that the given targets' trees need, sorted, each
/// once.
std::vector<BlobRequest> requests_of(const Lock& lock);

/// A module path or version as proxies spell it: "!" and the small letter for each
/// capital ("github.com/!burnt!sushi/toml").
std::string escape_module(std::string_view text);

/// Brings all missing blobs into the store, in parallel, hashed while they stream; a
/// source that fails in any way (unreachable, 404, wrong size, wrong digest) is followed
/// by the next. When all fail: the Error names package, version and what each source
/// said, with the remedy; kind digest_mismatch if any source gave wrong bytes and none
/// the right ones, else io. What arrived stays in the store.
Result<void> fetch_blobs(const std::vector<BlobRequest>& requests,
                         const Sources& sources,
                         store::Store& store,
                         net::HttpClient& http,
                         EventSink& events,
                         const CancelToken& cancel,
                         unsigned parallel = 8);

/// Writes the blobs, which must be in the store, as a folder that serves as a mirror:
/// <folder>/<archive>/<path> and <folder>/SHA256SUMS. Copies, so that nobody who edits
/// them reaches the store. Returns the number of files.
Result<std::size_t> write_mirror(const std::vector<BlobRequest>& requests,
                                 const store::Store& store,
                                 const std::filesystem::path& folder);

/// A folder as a base URL: file:// with the bytes that URLs cannot hold escaped.
std::string url_of_folder(const std::filesystem::path& folder);
/// What write_mirror wrote, as sources: one for each archive that has a folder in it.
Sources sources_of_mirror(const std::filesystem::path& folder, const std::string& label);

} // namespace crossroot::fetch
