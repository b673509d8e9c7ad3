// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/http.hpp"
#include "net/resume.hpp"

#include <string>

using CURL = void; // libcurl's own typedef, so that its header stays out of this one

namespace crossroot::net {

/// How far a transfer has come over its attempts.
struct TransferState {
  std::uint64_t done_bytes = 0;
  std::string validator;        ///< of the representation that done_bytes belong to
  std::optional<Error> refused; ///< from on_bytes, on_restart or a limit: final
};

/// What one request led to.
struct ExchangeOutcome {
  enum class Ending : std::uint8_t { complete, redirected, dropped, failed, cancelled };
  Ending ending = Ending::complete;
  HttpStatus status;
  std::string redirect_url;
  std::string reason;               ///< why not, for people; no URL, no credentials
  std::uint64_t received_bytes = 0; ///< of the body, in this request
};

/// One request on one connection: no redirect followed, nothing tried again. Asks for the
/// rest only if `state` has bytes and a validator for them.
ExchangeOutcome exchange(CURL* handle,
                         const HttpSettings& settings,
                         const Transfer& transfer,
                         const std::string& url,
                         TransferState& state,
                         const CancelToken& cancel);

} // namespace crossroot::net
