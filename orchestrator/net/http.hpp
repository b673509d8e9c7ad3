// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/event.hpp"
#include "base/result.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace crossroot::net {

/// How this host reaches the network. Read once from the user's configuration.
struct HttpSettings {
  std::string ca_file; ///< "" means the system's
  std::string proxy;   ///< "" means the environment's
  std::string netrc;   ///< path; "" means ~/.netrc if it exists
  std::chrono::seconds connect_timeout{10};
  std::chrono::seconds stall_timeout{30}; ///< below 1 kB/s for so long is a failure
  unsigned parallel = 8;
};

/// One transfer. `on_bytes` gets the body as it comes and may stop it with an Error;
/// `on_restart` is called when a resumed transfer must begin again from byte 0.
struct Transfer {
  std::string url;            ///< http, https or file
  std::string user, password; ///< basic authentication; never part of a message
  std::uint64_t limit_bytes = std::uint64_t{4} << 30;
  std::function<Result<void>(std::span<const std::byte>)> on_bytes;
  std::function<Result<void>()> on_restart;
  std::function<void(std::uint64_t done, std::uint64_t total)> on_progress;
};

struct HttpStatus {
  long code = 200; ///< 200 for file://
  std::string content_type;
};

/// Thread-safe: each call has a connection of its own from a shared pool.
class HttpClient {
public:
  virtual ~HttpClient() = default;
  /// An Error (io, id "net") names host and reason without credentials or query; a
  /// status of 400 or above is an Error too, whose note "status" holds the number.
  /// Retries dropped connections three times, resuming where the server allows it.
  virtual Result<HttpStatus> run(const Transfer& transfer, const CancelToken& cancel) = 0;
  /// Small documents into memory.
  virtual Result<std::string>
  get(const std::string& url, std::uint64_t limit_bytes, const CancelToken& cancel) = 0;
};

Result<std::unique_ptr<HttpClient>> make_http_client(const HttpSettings& settings);

/// The URL without user, password, query and fragment, for messages and locks.
std::string url_for_people(std::string_view url);

} // namespace crossroot::net
