// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=reallocarray since=2.26 library=libc.so.6
// reallocarray(3): realloc(3) that fails with ENOMEM when the product overflows.
#define _GNU_SOURCE 1
#include <errno.h>
#include <stdlib.h>

__attribute__((weak, visibility("hidden")))
void *reallocarray(void *memory, size_t count, size_t size)
{
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes)) {
    errno = ENOMEM;
    return NULL;
  }
  return realloc(memory, bytes);
}
