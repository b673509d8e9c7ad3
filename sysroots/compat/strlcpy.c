// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=strlcpy since=2.38 library=libc.so.6
// strlcpy(3): the length of the source, whether or not it fitted.
#define _GNU_SOURCE 1
#include <string.h>

__attribute__((weak, visibility("hidden")))
size_t strlcpy(char *into, const char *from, size_t size)
{
  size_t length = strlen(from);
  if (size > 0) {
    size_t taken = length < size ? length : size - 1;
    memcpy(into, from, taken);
    into[taken] = '\0';
  }
  return length;
}
