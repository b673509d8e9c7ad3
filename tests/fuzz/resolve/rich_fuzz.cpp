// SPDX-License-Identifier: Apache-2.0
#include "resolve/rich_dependency.hpp"

#include <cstdlib>

// Any bytes are a tree or none, and each name of the tree stands in them.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size)
{
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  for (const auto name : crossroot::resolve::names_in_rich(text)) {
    if (name.empty() || name.data() < text.data() ||
        name.data() + name.size() > text.data() + text.size()) {
      std::abort();
    }
  }
  return 0;
}
