// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=__strlcpy_chk since=2.38 library=libc.so.6
// strlcpy(3) as _FORTIFY_SOURCE calls it: stops the program when the object is smaller
// than the size given.
#define _GNU_SOURCE 1
#include <stddef.h>

void __chk_fail(void) __attribute__((noreturn));
size_t strlcpy(char *into, const char *from, size_t size);

__attribute__((weak, visibility("hidden")))
size_t __strlcpy_chk(char *into, const char *from, size_t size, size_t object)
{
  if (object < size) {
    __chk_fail();
  }
  return strlcpy(into, from, size);
}
