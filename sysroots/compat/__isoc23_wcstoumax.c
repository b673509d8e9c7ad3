// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=__isoc23_wcstoumax since=2.38 library=libc.so.6
// C23's wcstoumax: base 0 and 2 take a prefix 0b. The old function does the rest; it is
// called by its linker name, since headers that know this one would lead back here.
#define _GNU_SOURCE 1
#include <wctype.h>
#include <wchar.h>
#include <errno.h>
#include <limits.h>
#include <stdint.h>

extern uintmax_t plain(const wchar_t *text, wchar_t **end, int base) __asm__("wcstoumax");

__attribute__((weak, visibility("hidden")))
uintmax_t __isoc23_wcstoumax(const wchar_t *text, wchar_t **end, int base)
{
  const wchar_t *at = text;
  if (base != 0 && base != 2) {
    return plain(text, end, base);
  }
  while (iswspace((wint_t)*at)) {
    ++at;
  }
  const int negative = *at == L'-';
  at += *at == L'-' || *at == L'+';
  if (at[0] != L'0' || (at[1] != L'b' && at[1] != L'B') ||
      (at[2] != L'0' && at[2] != L'1')) {
    return plain(text, end, base);
  }
  const int before = errno;
  errno = 0;
  const uintmax_t value = plain(at + 2, end, 2);
  if (errno == ERANGE) {
    return value; // what is too large is the greatest number, whatever its sign
  }
  errno = before;
  return negative ? -value : value;
}
