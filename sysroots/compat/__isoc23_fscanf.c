// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=__isoc23_fscanf since=2.38 library=libc.so.6
// C23's fscanf, by the C99 one of glibc 2.7, which differs only in that %i takes no
// prefix 0b and %b is not known.
#define _GNU_SOURCE 1
#include <stdarg.h>
#include <stdio.h>

int __isoc99_vfscanf(FILE *file, const char *format, va_list list);

__attribute__((weak, visibility("hidden")))
int __isoc23_fscanf(FILE *file, const char *format, ...)
{
  va_list list;
  va_start(list, format);
  const int converted = __isoc99_vfscanf(file, format, list);
  va_end(list);
  return converted;
}
