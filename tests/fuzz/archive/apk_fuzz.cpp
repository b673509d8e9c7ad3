// SPDX-License-Identifier: Apache-2.0
// Any bytes are a package or an index of apk's, or an error; what is written stays in its
// folder.
#include "archive/apk.hpp"

#include "unpacking.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
  (void)crossroot::archive::read_apk_index({reinterpret_cast<const char*>(data), size});
  unpack_any_bytes(data, size, [](const auto& file, auto&&... rest) {
    (void)crossroot::archive::read_apk_statement(file);
    return crossroot::archive::unpack_apk(file, rest...);
  });
  return 0;
}
