// SPDX-License-Identifier: Apache-2.0
#include "inner/wire.hpp"
#include "sandbox/bwrap_report.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  if (const auto spec = crossroot::inner::decode(text)) {
    if (!crossroot::inner::decode(encode(*spec))) {
      std::abort();
    }
  }
  static_cast<void>(crossroot::sandbox::parse_report(text).ready);
  return 0;
}
