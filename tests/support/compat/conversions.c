// SPDX-License-Identifier: Apache-2.0
// strtol and scanf of C23, strfromd and strtof64 of TS 18661.
#include "answers.h"

#include <errno.h>
#include <inttypes.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define INTEGERS(X)                                                                      \
  X(long, strtol, wcstol)                                                                \
  X(long long, strtoll, wcstoll)                                                         \
  X(unsigned long, strtoul, wcstoul)                                                     \
  X(unsigned long long, strtoull, wcstoull)
#define DECLARE(type, narrow, wide)                                                      \
  type __isoc23_##narrow(const char *, char **, int);                                    \
  type __isoc23_##narrow##_l(const char *, char **, int, locale_t);                      \
  type __isoc23_##wide(const wchar_t *, wchar_t **, int);                                \
  type __isoc23_##wide##_l(const wchar_t *, wchar_t **, int, locale_t);
INTEGERS(DECLARE)
intmax_t __isoc23_strtoimax(const char *, char **, int);
uintmax_t __isoc23_strtoumax(const char *, char **, int);
intmax_t __isoc23_wcstoimax(const wchar_t *, wchar_t **, int);
uintmax_t __isoc23_wcstoumax(const wchar_t *, wchar_t **, int);
int __isoc23_sscanf(const char *, const char *, ...);
int __isoc23_swscanf(const wchar_t *, const wchar_t *, ...);
int __isoc23_fscanf(FILE *, const char *, ...);
int __isoc23_vsscanf(const char *, const char *, va_list);
int strfromf(char *, size_t, const char *, float);
int strfromd(char *, size_t, const char *, double);
int strfroml(char *, size_t, const char *, long double);
int strfromf64_here(char *, size_t, const char *, double) __asm__("strfromf64");
int strfromf32_here(char *, size_t, const char *, float) __asm__("strfromf32");
int strfromf32x_here(char *, size_t, const char *, double) __asm__("strfromf32x");
float strtof32_here(const char *, char **) __asm__("strtof32");
double strtof64_here(const char *, char **) __asm__("strtof64");
double strtof32x_here(const char *, char **) __asm__("strtof32x");
double strtof64_l_here(const char *, char **, locale_t) __asm__("strtof64_l");
double wcstof64_here(const wchar_t *, wchar_t **) __asm__("wcstof64");
float wcstof32_l_here(const wchar_t *, wchar_t **, locale_t) __asm__("wcstof32_l");

static void show(const char *call, const char *text, int base, long long answer, long used)
{
  const int reason = errno;
  printf("%s(\"%s\", %d) = %lld used %ld errno %d\n", call, text, base, answer, used,
         reason);
}

static void before_call(char **end, const char *text, wchar_t **wide_end, wchar_t *wide)
{
  clear_errno();
  *end = (char *)text; // a wrong base leaves it alone
  *wide_end = wide;
}

static void say_integer(const char *text, int base, locale_t locale)
{
  wchar_t wide[100];
  mbstowcs(wide, text, 100);
  char *end;
  wchar_t *wide_end;
#define SHOW_ALL(type, narrow_name, wide_name)                                           \
  before_call(&end, text, &wide_end, wide);                                              \
  type narrow_name##_answer = __isoc23_##narrow_name(text, &end, base);                  \
  show(#narrow_name, text, base, (long long)narrow_name##_answer, end - text);           \
  before_call(&end, text, &wide_end, wide);                                              \
  narrow_name##_answer = __isoc23_##narrow_name##_l(text, &end, base, locale);           \
  show(#narrow_name "_l", text, base, (long long)narrow_name##_answer, end - text);      \
  before_call(&end, text, &wide_end, wide);                                              \
  narrow_name##_answer = __isoc23_##wide_name(wide, &wide_end, base);                    \
  show(#wide_name, text, base, (long long)narrow_name##_answer, wide_end - wide);        \
  before_call(&end, text, &wide_end, wide);                                              \
  narrow_name##_answer = __isoc23_##wide_name##_l(wide, &wide_end, base, locale);        \
  show(#wide_name "_l", text, base, (long long)narrow_name##_answer, wide_end - wide);
  INTEGERS(SHOW_ALL)
  SAY(__isoc23_strtoimax(text, NULL, base));
  SAY(__isoc23_strtoumax(text, NULL, base));
  SAY(__isoc23_wcstoimax(wide, NULL, base));
  SAY(__isoc23_wcstoumax(wide, NULL, base));
}

static void say_scans(void)
{
  int a = 0, b = 0;
  char word[16] = "";
  TELL(__isoc23_sscanf("7 0x1f", "%d %i", &a, &b));
  TELL(a * 1000 + b);
  TELL(__isoc23_sscanf("ab 12", "%2s%3d", word, &a));
  TELL_TEXT(word);
  TELL(__isoc23_sscanf("", "%d", &a));
  TELL(__isoc23_sscanf("x", "%d", &a));
  TELL(__isoc23_sscanf("010 9", "%i %n", &a, &b));
  TELL(a * 1000 + b);
  TELL(__isoc23_swscanf(L"42 k", L"%d %ls", &a, (wchar_t[8]){0}));
  char *allocated = NULL;
  TELL(__isoc23_sscanf("word", "%ms", &allocated));
  TELL_TEXT(allocated);
  free(allocated);
  FILE *file = fmemopen((void *)"3 4", 3, "r");
  TELL(__isoc23_fscanf(file, "%d %d %d", &a, &b, &a));
  TELL(a * 10 + b);
  fclose(file);
}

static void say_floats(void)
{
  char text[64];
  static const char *const formats[] = {"%a", "%.3e", "%f", "%.0f", "%g", "%.10G", "%E", "%F"};
  for (size_t i = 0; i < sizeof formats / sizeof *formats; ++i) {
    TELL(strfromd(text, sizeof text, formats[i], 1234.5678));
    TELL_TEXT(text);
    TELL(strfromf(text, sizeof text, formats[i], 0.1f));
    TELL_TEXT(text);
    TELL(strfroml(text, sizeof text, formats[i], -1.5L));
    TELL_TEXT(text);
    TELL(strfromf64_here(text, 4, formats[i], -0.0));
    TELL_TEXT(text);
    TELL(strfromf32_here(text, 0, formats[i], 1e30f));
    TELL(strfromf32x_here(text, sizeof text, formats[i], 1.0 / 0.0));
    TELL_TEXT(text);
  }
  char *end;
  SAY(strtof64_here("1.5e3x", &end) * 10);
  TELL_TEXT(end);
  SAY(strtof32_here("0x1p10", &end));
  SAY(strtof32x_here("1e999", &end) > 1e300);
  locale_t locale = newlocale(LC_ALL_MASK, "C", NULL);
  SAY(strtof64_l_here("12.25", &end, locale) * 4);
  wchar_t *wide;
  SAY(wcstof64_here(L"12.25", &wide) * 4);
  SAY(wcstof32_l_here(L"-3", &wide, locale));
  freelocale(locale);
}

void say_conversions(void)
{
  static const char *const texts[] = {
      "0b101", " -0B11z", "0b", "0b2", "+0b1", "0x1f", "077", "12 monkeys", "", " - 1", "-",
      "0", "zz", "-0b1000000000000000000000000000000000000000000000000000000000000000",
      "0b1000000000000000000000000000000000000000000000000000000000000000",
      "0b11111111111111111111111111111111111111111111111111111111111111111",
      "-0b11111111111111111111111111111111111111111111111111111111111111111",
      "99999999999999999999"};
  static const int bases[] = {0, 2, 10, 16, 36, 1, 37};
  locale_t locale = newlocale(LC_ALL_MASK, "C", NULL);
  for (size_t i = 0; i < sizeof texts / sizeof *texts; ++i) {
    for (size_t j = 0; j < sizeof bases / sizeof *bases; ++j) {
      say_integer(texts[i], bases[j], locale);
    }
  }
  freelocale(locale);
  say_scans();
  say_floats();
}
