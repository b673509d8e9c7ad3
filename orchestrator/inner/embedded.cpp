// SPDX-License-Identifier: Apache-2.0
#include "inner/embedded.hpp"

// .incbin, because a million-element array takes a compiler a minute and a gigabyte.
asm(".pushsection .rodata\n"
    ".balign 16\n"
    "crossroot_inner_begin:\n"
    ".incbin \"" CROSSROOT_INNER_FILE "\"\n"
    "crossroot_inner_end:\n"
    ".byte 0\n"
    ".popsection\n");

extern "C" {
extern const char crossroot_inner_begin[] __attribute__((visibility("hidden")));
extern const char crossroot_inner_end[] __attribute__((visibility("hidden")));
}

namespace crossroot::inner {

std::string_view inner_executable()
{
  return {crossroot_inner_begin,
          static_cast<std::size_t>(crossroot_inner_end - crossroot_inner_begin)};
}

} // namespace crossroot::inner
