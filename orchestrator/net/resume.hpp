// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crossroot::net {

/// What a response said about itself that matters for asking for the rest of it.
struct ResponseFacts {
  std::string validator; ///< strong ETag, else Last-Modified; "" if neither
  std::optional<std::uint64_t> range_start; ///< of a Content-Range
  std::optional<std::uint64_t> whole_bytes; ///< from Content-Range or Content-Length

  /// Takes one header line in. A status line starts anew: earlier ones were interim.
  void take_header(std::string_view line);

private:
  bool etag_seen_ = false;
};

} // namespace crossroot::net
