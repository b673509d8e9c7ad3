// SPDX-License-Identifier: Apache-2.0
#include "inner/cc_response.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  using namespace crossroot::inner;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(split_response(text));
  return 0;
}
