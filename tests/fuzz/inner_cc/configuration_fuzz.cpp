// SPDX-License-Identifier: Apache-2.0
#include "inner/cc_configuration.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  using namespace crossroot::inner;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::string problem;
  static_cast<void>(parse_configuration(text, problem));
  return 0;
}
