// SPDX-License-Identifier: Apache-2.0
#include "inner/cc_libraries.hpp"
#include "inner/pkg_config.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  using namespace crossroot::inner;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::string refusal;
  static_cast<void>(with_libraries(parse_library_notes(text),
                                   {"-lpcap", "-l", std::string(text)}, true, refusal));
  static_cast<void>(without_lacking(judge_flags(text, "/sysroot", refusal), text, {"z"}));
  return 0;
}
