// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=__explicit_bzero_chk since=2.25 library=libc.so.6
// explicit_bzero(3) as _FORTIFY_SOURCE calls it: stops the program when the object is
// smaller than the length.
#define _GNU_SOURCE 1
#include <string.h>

void __chk_fail(void) __attribute__((noreturn));

__attribute__((weak, visibility("hidden")))
void __explicit_bzero_chk(void *memory, size_t length, size_t size)
{
  if (size < length) {
    __chk_fail();
  }
  memset(memory, 0, length);
  __asm__ volatile("" : : "r"(memory) : "memory");
}
