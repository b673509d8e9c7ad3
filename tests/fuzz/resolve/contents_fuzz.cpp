// SPDX-License-Identifier: Apache-2.0
#include "resolve/contents_index.hpp"
#include "resolve/library_search.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  using namespace crossroot::resolve;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(parse_contents_line(text));
  static_cast<void>(preamble_headers(text, {"X"}));
  return 0;
}
