// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "archive/byte_input.hpp"

namespace crossroot::archive {

/// One member of a file that is several gzip files in a row (RFC 1952, 2.2).
struct GzipStream {
  std::uint64_t begin = 0; ///< in the file
  std::uint64_t end = 0;
  std::string content;
};

/// The member that begins at `begin`. Error (io) for damage, for a cut and for content of
/// more than `most_bytes`. Total.
Result<GzipStream>
read_gzip_stream(const ByteInput& input, std::uint64_t begin, std::uint64_t most_bytes);

} // namespace crossroot::archive
