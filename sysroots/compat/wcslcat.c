// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=wcslcat since=2.38 library=libc.so.6
// strlcat(3) for wide characters (POSIX.1-2024). A text that fills `size` already is left
// alone.
#define _GNU_SOURCE 1
#include <wchar.h>

__attribute__((weak, visibility("hidden")))
size_t wcslcat(wchar_t *into, const wchar_t *from, size_t size)
{
  const size_t before = wcsnlen(into, size);
  const size_t length = wcslen(from);
  if (before == size) {
    return size + length;
  }
  const size_t room = size - before - 1;
  const size_t taken = length < room ? length : room;
  wmemcpy(into + before, from, taken);
  into[before + taken] = L'\0';
  return before + length;
}
