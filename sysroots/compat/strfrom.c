// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=strfromf since=2.25 library=libc.so.6 type=float
// crossroot-compat: symbol=strfromd since=2.25 library=libc.so.6 type=double
// crossroot-compat: symbol=strfroml since=2.25 library=libc.so.6 type=LONG_DOUBLE
// crossroot-compat: symbol=strfromf32 since=2.27 library=libc.so.6 type=float
// crossroot-compat: symbol=strfromf64 since=2.27 library=libc.so.6 type=double
// crossroot-compat: symbol=strfromf32x since=2.27 library=libc.so.6 type=double
// strfromd(3) and its kin: snprintf of one number. A format is %, perhaps a precision, and
// one of aAeEfFgG; for any other the behaviour is undefined, and glibc stops too.
#define _GNU_SOURCE 1
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONG_DOUBLE long double

static size_t conversion_at(const char *format)
{
  size_t at = 1;
  if (format[0] != '%') {
    abort();
  }
  if (format[at] == '.') {
    ++at;
    at += strspn(format + at, "0123456789");
  }
  if (format[at] == '\0' || strchr("aAeEfFgG", format[at]) == NULL ||
      format[at + 1] != '\0') {
    abort();
  }
  return at;
}

static int precision_of(const char *format)
{
  return format[1] == '.' ? atoi(format + 2) : -1;
}

#define NAME_OF(function) #function
#define LINKER_NAME(function) NAME_OF(function)

__attribute__((weak, visibility("hidden")))
int replacement(char *into, size_t size, const char *format, COMPAT_type value)
    __asm__(LINKER_NAME(COMPAT_SYMBOL));
int replacement(char *into, size_t size, const char *format, COMPAT_type value)
{
  const char letter = format[conversion_at(format)];
  const char whole[] = {'%', '.', '*', 'L', letter, '\0'};
  if (sizeof(COMPAT_type) > sizeof(double)) {
    return snprintf(into, size, whole, precision_of(format), (long double)value);
  }
  const char smaller[] = {'%', '.', '*', letter, '\0'};
  return snprintf(into, size, smaller, precision_of(format), (double)value);
}
