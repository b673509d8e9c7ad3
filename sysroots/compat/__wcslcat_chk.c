// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=__wcslcat_chk since=2.38 library=libc.so.6
// wcslcat as _FORTIFY_SOURCE calls it: stops the program when the object is smaller than the
// size given, both in characters.
#define _GNU_SOURCE 1
#include <stddef.h>
#include <wchar.h>

void __chk_fail(void) __attribute__((noreturn));
size_t wcslcat(wchar_t *into, const wchar_t *from, size_t size);

__attribute__((weak, visibility("hidden")))
size_t __wcslcat_chk(wchar_t *into, const wchar_t *from, size_t size, size_t object)
{
  if (object < size) {
    __chk_fail();
  }
  return wcslcat(into, from, size);
}
