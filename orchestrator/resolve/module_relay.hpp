// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "os/descriptor.hpp"
#include "resolve/go_proxy.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace crossroot::resolve {

/// What a GET of the go command asks for; nothing if it is no module proxy request.
struct RelayRequest {
  std::string path;  ///< without the leading slash; safe to append to a proxy's URL
  bool keep = false; ///< a .mod or .zip: pinned by the lock
  bool zip = false;
};
/// From the head of an HTTP/1.x request. Total on any bytes.
std::optional<RelayRequest> parse_relay_request(std::string_view head);

/// A module proxy on a Unix socket for a sandbox without a network. Runs its own
/// threads until destroyed.
class ModuleRelay {
public:
  /// Makes the socket `folder`/relay, which any user may connect to who can reach it.
  /// `known` answers paths out of the store (the previous lock's modules).
  static Result<std::unique_ptr<ModuleRelay>>
  start(const fs::path& folder,
        const ResolveContext& context,
        std::map<std::string, GoProxy::Blob> known);
  ~ModuleRelay();

  /// Every .mod and .zip that was given out, by path.
  std::map<std::string, GoProxy::Blob> served() const;
  /// The first request that the proxies failed for another reason than not having it.
  std::optional<Error> failure() const;

private:
  ModuleRelay(const ResolveContext& context,
              os::Descriptor listener,
              std::map<std::string, GoProxy::Blob> known);
  void accept_all(const std::stop_token& stop);
  void answer(os::Descriptor connection);
  void answer_blob(int connection, const RelayRequest& request);
  void answer_text(int connection, const RelayRequest& request);
  void refuse(int connection, const Error& error);

  const ResolveContext& context_;
  GoProxy proxy_;
  os::Descriptor listener_;
  std::map<std::string, GoProxy::Blob> known_;
  mutable std::mutex mutex_;
  std::map<std::string, GoProxy::Blob> served_;
  std::optional<Error> failure_;
  std::vector<std::jthread> threads_; ///< last: they use what stands above
};

} // namespace crossroot::resolve
