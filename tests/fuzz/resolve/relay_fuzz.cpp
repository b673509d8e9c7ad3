// SPDX-License-Identifier: Apache-2.0
#include "resolve/module_relay.hpp"

#include <cstdlib>

// No request may name a path that climbs or that could end the URL it is appended to.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size)
{
  const auto request = crossroot::resolve::parse_relay_request(
      {reinterpret_cast<const char*>(bytes), size});
  if (request && (request->path.find("/../") != std::string::npos ||
                  request->path.find_first_of(" ?#%\\\r\n") != std::string::npos)) {
    std::abort();
  }
  return 0;
}
