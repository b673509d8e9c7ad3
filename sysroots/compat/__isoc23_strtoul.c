// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=__isoc23_strtoul since=2.38 library=libc.so.6
// C23's strtoul: base 0 and 2 take a prefix 0b. The old function does the rest; it is
// called by its linker name, since headers that know this one would lead back here.
#define _GNU_SOURCE 1
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdint.h>

extern unsigned long plain(const char *text, char **end, int base) __asm__("strtoul");

__attribute__((weak, visibility("hidden")))
unsigned long __isoc23_strtoul(const char *text, char **end, int base)
{
  const char *at = text;
  if (base != 0 && base != 2) {
    return plain(text, end, base);
  }
  while (isspace((unsigned char)*at)) {
    ++at;
  }
  const int negative = *at == '-';
  at += *at == '-' || *at == '+';
  if (at[0] != '0' || (at[1] != 'b' && at[1] != 'B') ||
      (at[2] != '0' && at[2] != '1')) {
    return plain(text, end, base);
  }
  const int before = errno;
  errno = 0;
  const unsigned long value = plain(at + 2, end, 2);
  if (errno == ERANGE) {
    return value; // what is too large is the greatest number, whatever its sign
  }
  errno = before;
  return negative ? -value : value;
}
