// SPDX-License-Identifier: Apache-2.0
// An rpm of any bytes is unpacked or refused; what is written stays in its folder.
#include "unpacking.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
  unpack_any_bytes(data, size, crossroot::archive::unpack_rpm);
  return 0;
}
