// SPDX-License-Identifier: Apache-2.0
#include "inner/cc_arguments.hpp"
#include "inner/cc_report.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  using namespace crossroot::inner;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(read_undefined(text));
  static_cast<void>(read_invocation(split_commas(text)));
  return 0;
}
