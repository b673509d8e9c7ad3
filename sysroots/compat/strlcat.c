// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=strlcat since=2.38 library=libc.so.6
// strlcat(3): the length of the string it tried to make.
#define _GNU_SOURCE 1
#include <string.h>

__attribute__((weak, visibility("hidden")))
size_t strlcat(char *into, const char *from, size_t size)
{
  size_t before = strnlen(into, size);
  size_t length = strlen(from);
  if (before < size) {
    size_t space = size - before - 1;
    size_t taken = length < space ? length : space;
    memcpy(into + before, from, taken);
    into[before + taken] = '\0';
  }
  return before + length;
}
