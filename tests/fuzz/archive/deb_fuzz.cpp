// SPDX-License-Identifier: Apache-2.0
// A package of any bytes is unpacked or refused; what is written stays in its folder.
#include "unpacking.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
  unpack_any_bytes(data, size, [](const auto& file, auto&&... rest) {
    (void)crossroot::archive::read_deb_control(file);
    return crossroot::archive::unpack_deb(file, rest...);
  });
  return 0;
}
