// SPDX-License-Identifier: Apache-2.0
#include "resolve/unxz.hpp"

#include <fmt/format.h>
#include <lzma.h>

namespace crossroot::resolve {

Result<std::string> unxz(std::string_view bytes, std::uint64_t size_bytes)
{
  constexpr std::uint64_t k_dictionary_limit = std::uint64_t{128} << 20;
  constexpr std::uint64_t k_size_limit = std::uint64_t{1} << 30;
  if (size_bytes > k_size_limit) {
    return Error(ErrorKind::digest_mismatch, "index",
                 fmt::format("an index of {} bytes is refused", size_bytes));
  }
  std::string out(size_bytes, '\0');
  std::uint64_t memory = k_dictionary_limit;
  std::size_t in_position = 0;
  std::size_t out_position = 0;
  const auto code = lzma_stream_buffer_decode(
      &memory, LZMA_CONCATENATED, nullptr,
      reinterpret_cast<const std::uint8_t*>(bytes.data()), &in_position, bytes.size(),
      reinterpret_cast<std::uint8_t*>(out.data()), &out_position, out.size());
  if (code != LZMA_OK || out_position != out.size()) {
    return Error(ErrorKind::digest_mismatch, "index",
                 "the compressed package index is damaged")
        .note("cause", fmt::format("liblzma code {} after {} of {} bytes",
                                   static_cast<int>(code), out_position, size_bytes));
  }
  return out;
}

} // namespace crossroot::resolve
