// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=mallinfo2 since=2.33 library=libc.so.6
// mallinfo2(3), by mallinfo, whose fields are ints: read without their sign they count to
// 4 GiB, and start anew above it. That is all an older glibc tells.
#define _GNU_SOURCE 1
#include <malloc.h>
#include <stddef.h>

#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

struct counts {
  size_t arena, ordblks, smblks, hblks, hblkhd, usmblks, fsmblks, uordblks, fordblks,
      keepcost;
};

static size_t count_of(int field) { return (unsigned)field; }

// Under another C name: a header that declares mallinfo2 names another type.
__attribute__((weak, visibility("hidden")))
struct counts mallinfo2_replacement(void) __asm__("mallinfo2");
struct counts mallinfo2_replacement(void)
{
  const struct mallinfo found = mallinfo();
  const struct counts counts = {
      count_of(found.arena),    count_of(found.ordblks),  count_of(found.smblks),
      count_of(found.hblks),    count_of(found.hblkhd),   count_of(found.usmblks),
      count_of(found.fsmblks),  count_of(found.uordblks), count_of(found.fordblks),
      count_of(found.keepcost),
  };
  return counts;
}
