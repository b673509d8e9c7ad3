// SPDX-License-Identifier: Apache-2.0
#include "inner/cc_archive.hpp"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
  const std::string object(reinterpret_cast<const char*>(bytes), size);
  std::string problem;
  const auto archive =
      crossroot::inner::make_archive({{"a name that is too long.o", object}}, problem);
  if (!archive || archive->size() < size) {
    __builtin_trap();
  }
  return 0;
}
