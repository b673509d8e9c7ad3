// SPDX-License-Identifier: Apache-2.0
#include "lockfile/lockfile.hpp"

#include <cstdlib>

// A lock that parses must render to something that parses to the same bytes.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size)
{
  const auto lock = crossroot::parse_lock({reinterpret_cast<const char*>(bytes), size},
                                          "crossroot.lock");
  if (lock) {
    const auto text = lock->render();
    const auto again = crossroot::parse_lock(text, "crossroot.lock");
    if (!again || again->render() != text) {
      std::abort();
    }
  }
  return 0;
}
