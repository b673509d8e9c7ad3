// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=__isoc23_strtol_l since=2.38 library=libc.so.6
// C23's strtol_l: base 0 and 2 take a prefix 0b. The old function does the rest; it is
// called by its linker name, since headers that know this one would lead back here.
#define _GNU_SOURCE 1
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <locale.h>

extern long plain(const char *text, char **end, int base, locale_t locale)
    __asm__("strtol_l");
extern unsigned long magnitude(const char *text, char **end, int base, locale_t locale)
    __asm__("strtoul_l");

__attribute__((weak, visibility("hidden")))
long __isoc23_strtol_l(const char *text, char **end, int base, locale_t locale)
{
  const char *at = text;
  if (base != 0 && base != 2) {
    return plain(text, end, base, locale);
  }
  while (isspace_l((unsigned char)*at, locale)) {
    ++at;
  }
  const int negative = *at == '-';
  at += *at == '-' || *at == '+';
  if (at[0] != '0' || (at[1] != 'b' && at[1] != 'B') ||
      (at[2] != '0' && at[2] != '1')) {
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
