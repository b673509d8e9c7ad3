// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=__isoc23_scanf since=2.38 library=libc.so.6
// C23's scanf, by the C99 one of glibc 2.7, which differs only in that %i takes no
// prefix 0b and %b is not known.
#define _GNU_SOURCE 1
#include <stdarg.h>
#include <stdio.h>

int __isoc99_vscanf(const char *format, va_list list);

__attribute__((weak, visibility("hidden")))
int __isoc23_scanf(const char *format, ...)
{
  va_list list;
  va_start(list, format);
  const int converted = __isoc99_vscanf(format, list);
  va_end(list);
  return converted;
}
