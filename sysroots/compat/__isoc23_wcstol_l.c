// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=__isoc23_wcstol_l since=2.38 library=libc.so.6
// C23's wcstol_l: base 0 and 2 take a prefix 0b. The old function does the rest; it is
// called by its linker name, since headers that know this one would lead back here.
#define _GNU_SOURCE 1
#include <locale.h>
#include <wctype.h>
#include <wchar.h>
#include <errno.h>
#include <limits.h>
#include <stdint.h>

extern long plain(const wchar_t *text, wchar_t **end, int base, locale_t locale)
    __asm__("wcstol_l");
extern unsigned long magnitude(const wchar_t *text, wchar_t **end, int base, locale_t locale)
    __asm__("wcstoul_l");

__attribute__((weak, visibility("hidden")))
long __isoc23_wcstol_l(const wchar_t *text, wchar_t **end, int base, locale_t locale)
{
  const wchar_t *at = text;
  if (base != 0 && base != 2) {
    return plain(text, end, base, locale);
  }
  while (iswspace_l((wint_t)*at, locale)) {
    ++at;
  }
  const int negative = *at == L'-';
  at += *at == L'-' || *at == L'+';
  if (at[0] != L'0' || (at[1] != L'b' && at[1] != L'B') ||
      (at[2] != L'0' && at[2] != L'1')) {
    return plain(text, end, base, locale);
  }
  unsigned long value = magnitude(at + 2, end, 2, locale);
  const unsigned long most = (unsigned long)LONG_MAX + (negative ? 1 : 0);
  if (value > most) {
    errno = ERANGE;
    return negative ? LONG_MIN : LONG_MAX;
  }
  return negative ? (long)-value : (long)value;
}
