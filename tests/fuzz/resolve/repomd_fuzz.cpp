// SPDX-License-Identifier: Apache-2.0
// Any bytes are a repomd.xml with a list of packages, or an error.
#include "resolve/repomd.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size)
{
  const auto repomd =
      crossroot::resolve::parse_repomd({reinterpret_cast<const char*>(bytes), size});
  if (repomd && (repomd->primary.empty() || repomd->primary.starts_with('/'))) {
    std::abort();
  }
  return 0;
}
