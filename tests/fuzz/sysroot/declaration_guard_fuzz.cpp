// SPDX-License-Identifier: Apache-2.0
// Whatever the header holds, guarding adds lines and takes nothing away.
#include "sysroot/declaration_guard.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto result = crossroot::sysroot::guard_declarations(text, "f", {2, 30});
  if (result.text.size() < text.size() ||
      (result.guarded == 0) != (result.text.size() == text.size()) ||
      (result.guarded == 0 && result.text != text)) {
    std::abort();
  }
  return 0;
}
