// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=fmaxmag since=2.25 library=libm.so.6 kind=d larger=1
// crossroot-compat: symbol=fmaxmagf since=2.25 library=libm.so.6 kind=f larger=1
// crossroot-compat: symbol=fmaxmagl since=2.25 library=libm.so.6 kind=l larger=1
// crossroot-compat: symbol=fminmag since=2.25 library=libm.so.6 kind=d larger=0
// crossroot-compat: symbol=fminmagf since=2.25 library=libm.so.6 kind=f larger=0
// crossroot-compat: symbol=fminmagl since=2.25 library=libm.so.6 kind=l larger=0
// TS 18661-1 fmaxmag and fminmag: the argument of larger or smaller magnitude; of two
// alike the larger or smaller; of a quiet NaN and a number the number.
#include "number_kinds.h"

__attribute__((weak, visibility("hidden")))
NUMBER COMPAT_SYMBOL(NUMBER x, NUMBER y)
{
  const NUMBER size_x = NAMED(fabs)(x), size_y = NAMED(fabs)(y);
  if (isgreater(size_x, size_y)) {
    return COMPAT_larger ? x : y;
  }
  if (isless(size_x, size_y)) {
    return COMPAT_larger ? y : x;
  }
  if (size_x == size_y) {
    return (COMPAT_larger ? x > y : x < y) ? x : y;
  }
  if (is_signaling(x) || is_signaling(y)) {
    return x + y;
  }
  return y != y ? x : y;
}
