// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=strerrorname_np since=2.32 library=libc.so.6 is_name=1
// crossroot-compat: symbol=strerrordesc_np since=2.32 library=libc.so.6 is_name=0
// strerrorname_np(3) and strerrordesc_np(3): the name of an error number, its text
// without translation; null for a number that is none. 0 is "0" and "Success".
#include <stddef.h>

#include "error_texts.h"

#if COMPAT_is_name
#define TEXT(number, text) [number] = #number,
#define ZERO "0"
#else
#define TEXT(number, text) [number] = text,
#define ZERO "Success"
#endif

static const char *const texts[] = {[0] = ZERO, FOR_EACH_ERROR(TEXT)};

__attribute__((weak, visibility("hidden")))
const char *COMPAT_SYMBOL(int number)
{
  const size_t count = sizeof texts / sizeof *texts;
  return number >= 0 && (size_t)number < count ? texts[number] : NULL;
}
