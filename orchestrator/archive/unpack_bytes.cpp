// SPDX-License-Identifier: Apache-2.0
#include "archive/archive.hpp"
#include "archive/byte_input.hpp"

#include <fmt/format.h>

namespace crossroot::archive {

Result<std::string> unpack_bytes(std::string_view packed,
                                 std::uint64_t most_bytes,
                                 const std::string& shown_as)
{
  const auto refused = [&](const std::string& cause) {
    return Error(ErrorKind::digest_mismatch, "archive",
                 fmt::format("cannot unpack {}", shown_as))
        .note("cause", cause);
  };
  const ByteInput input(std::as_bytes(std::span(packed)), shown_as);
  MemberLimits limits;
  limits.ratio = 0; // the caller knows how much it may be
  // What libarchive reads is metered, too.
  limits.total_bytes = most_bytes + packed.size() + 1;
  const CancelToken never;
  Meter meter(limits, input, never);
  auto source = unpacked(input, meter);
  std::string out;
  while (source) {
    const auto piece = (*source)->next();
    if (!piece) {
      return refused(piece.error().notes().empty() ? piece.error().message()
                                                   : piece.error().notes().front().text);
    }
    if (piece->empty()) {
      return out;
    }
    if (piece->size() > most_bytes - out.size()) {
      return refused(fmt::format("it unpacks to more than {} bytes", most_bytes));
    }
    out.append(reinterpret_cast<const char*>(piece->data()), piece->size());
  }
  return refused(source.error().message());
}

} // namespace crossroot::archive
