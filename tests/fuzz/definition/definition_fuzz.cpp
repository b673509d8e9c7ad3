// SPDX-License-Identifier: Apache-2.0
#include "definition/definition.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size)
{
  static_cast<void>(crossroot::parse_definition(
      {reinterpret_cast<const char*>(bytes), size}, "x.toml"));
  return 0;
}
