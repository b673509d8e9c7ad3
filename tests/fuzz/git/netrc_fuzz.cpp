// SPDX-License-Identifier: Apache-2.0
#include "git/netrc.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(crossroot::git::find_login(text, "a"));
  return 0;
}
