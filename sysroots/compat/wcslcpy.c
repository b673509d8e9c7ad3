// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=wcslcpy since=2.38 library=libc.so.6
// strlcpy(3) for wide characters (POSIX.1-2024): the length of the source, whether or not
// it fitted; sizes count characters.
#define _GNU_SOURCE 1
#include <wchar.h>

__attribute__((weak, visibility("hidden")))
size_t wcslcpy(wchar_t *into, const wchar_t *from, size_t size)
{
  const size_t length = wcslen(from);
  if (size > 0) {
    const size_t taken = length < size ? length : size - 1;
    wmemcpy(into, from, taken);
    into[taken] = L'\0';
  }
  return length;
}
