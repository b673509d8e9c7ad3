// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=strtof32 since=2.27 library=libc.so.6 as=strtof type=float
// crossroot-compat: symbol=strtof32_l since=2.27 library=libc.so.6 as=strtof_l type=float locale=1
// crossroot-compat: symbol=strtof32x since=2.27 library=libc.so.6 as=strtod type=double
// crossroot-compat: symbol=strtof32x_l since=2.27 library=libc.so.6 as=strtod_l type=double locale=1
// crossroot-compat: symbol=strtof64 since=2.27 library=libc.so.6 as=strtod type=double
// crossroot-compat: symbol=strtof64_l since=2.27 library=libc.so.6 as=strtod_l type=double locale=1
// crossroot-compat: symbol=wcstof32 since=2.27 library=libc.so.6 as=wcstof type=float wide=1
// crossroot-compat: symbol=wcstof32_l since=2.27 library=libc.so.6 as=wcstof_l type=float locale=1 wide=1
// crossroot-compat: symbol=wcstof32x since=2.27 library=libc.so.6 as=wcstod type=double wide=1
// crossroot-compat: symbol=wcstof32x_l since=2.27 library=libc.so.6 as=wcstod_l type=double locale=1 wide=1
// crossroot-compat: symbol=wcstof64 since=2.27 library=libc.so.6 as=wcstod type=double wide=1
// crossroot-compat: symbol=wcstof64_l since=2.27 library=libc.so.6 as=wcstod_l type=double locale=1 wide=1
// TS 18661-3: strtof64 and its kin, for the types of fixed size, each of which is float or
// double by another name.
#define _GNU_SOURCE 1
#include <locale.h>
#include <wchar.h>

#if COMPAT_wide
typedef wchar_t letter;
#else
typedef char letter;
#endif

// By its name: headers may declare it with other attributes.
#define NAME_OF(function) #function
#define LINKER_NAME(function) NAME_OF(function)

#if COMPAT_locale
extern COMPAT_type plain(const letter *text, letter **end, locale_t locale)
    __asm__(LINKER_NAME(COMPAT_as));
__attribute__((weak, visibility("hidden")))
COMPAT_type replacement(const letter *text, letter **end, locale_t locale)
    __asm__(LINKER_NAME(COMPAT_SYMBOL));
COMPAT_type replacement(const letter *text, letter **end, locale_t locale)
{
  return plain(text, end, locale);
}
#else
extern COMPAT_type plain(const letter *text, letter **end)
    __asm__(LINKER_NAME(COMPAT_as));
__attribute__((weak, visibility("hidden")))
COMPAT_type replacement(const letter *text, letter **end)
    __asm__(LINKER_NAME(COMPAT_SYMBOL));
COMPAT_type replacement(const letter *text, letter **end)
{
  return plain(text, end);
}
#endif
