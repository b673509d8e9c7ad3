// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=fmaximum since=2.35 library=libm.so.6 kind=d larger=1
// crossroot-compat: symbol=fmaximumf since=2.35 library=libm.so.6 kind=f larger=1
// crossroot-compat: symbol=fmaximuml since=2.35 library=libm.so.6 kind=l larger=1
// crossroot-compat: symbol=fmaximum_num since=2.35 library=libm.so.6 kind=d larger=1 num=1
// crossroot-compat: symbol=fmaximum_numf since=2.35 library=libm.so.6 kind=f larger=1 num=1
// crossroot-compat: symbol=fmaximum_numl since=2.35 library=libm.so.6 kind=l larger=1 num=1
// crossroot-compat: symbol=fmaximum_mag since=2.35 library=libm.so.6 kind=d larger=1 mag=1
// crossroot-compat: symbol=fmaximum_magf since=2.35 library=libm.so.6 kind=f larger=1 mag=1
// crossroot-compat: symbol=fmaximum_magl since=2.35 library=libm.so.6 kind=l larger=1 mag=1
// crossroot-compat: symbol=fmaximum_mag_num since=2.35 library=libm.so.6 kind=d larger=1 mag=1 num=1
// crossroot-compat: symbol=fmaximum_mag_numf since=2.35 library=libm.so.6 kind=f larger=1 mag=1 num=1
// crossroot-compat: symbol=fmaximum_mag_numl since=2.35 library=libm.so.6 kind=l larger=1 mag=1 num=1
// crossroot-compat: symbol=fminimum since=2.35 library=libm.so.6 kind=d larger=0
// crossroot-compat: symbol=fminimumf since=2.35 library=libm.so.6 kind=f larger=0
// crossroot-compat: symbol=fminimuml since=2.35 library=libm.so.6 kind=l larger=0
// crossroot-compat: symbol=fminimum_num since=2.35 library=libm.so.6 kind=d larger=0 num=1
// crossroot-compat: symbol=fminimum_numf since=2.35 library=libm.so.6 kind=f larger=0 num=1
// crossroot-compat: symbol=fminimum_numl since=2.35 library=libm.so.6 kind=l larger=0 num=1
// crossroot-compat: symbol=fminimum_mag since=2.35 library=libm.so.6 kind=d larger=0 mag=1
// crossroot-compat: symbol=fminimum_magf since=2.35 library=libm.so.6 kind=f larger=0 mag=1
// crossroot-compat: symbol=fminimum_magl since=2.35 library=libm.so.6 kind=l larger=0 mag=1
// crossroot-compat: symbol=fminimum_mag_num since=2.35 library=libm.so.6 kind=d larger=0 mag=1 num=1
// crossroot-compat: symbol=fminimum_mag_numf since=2.35 library=libm.so.6 kind=f larger=0 mag=1 num=1
// crossroot-compat: symbol=fminimum_mag_numl since=2.35 library=libm.so.6 kind=l larger=0 mag=1 num=1
// C23 F.10.9.5, fmaximum and its kin: -0 is less than +0. A NaN is the answer, or with _num
// the other argument; with _mag magnitudes are compared first. Compilers call them for
// intrinsics of that name.
#include "number_kinds.h"

static NUMBER of_ordered(NUMBER x, NUMBER y)
{
  if (x == y) {
    return (COMPAT_larger ? signbit(x) : !signbit(x)) ? y : x;
  }
  return (COMPAT_larger ? x > y : x < y) ? x : y;
}

static NUMBER of_unordered(NUMBER x, NUMBER y)
{
#if COMPAT_num
  if (x == x || y == y) {
    if (is_signaling(x) || is_signaling(y)) {
      feraiseexcept(FE_INVALID);
    }
    return x == x ? x : y;
  }
#endif
  return x + y;
}

__attribute__((weak, visibility("hidden")))
NUMBER COMPAT_SYMBOL(NUMBER x, NUMBER y)
{
  if (isunordered(x, y)) {
    return of_unordered(x, y);
  }
#if COMPAT_mag
  const NUMBER size_x = NAMED(fabs)(x), size_y = NAMED(fabs)(y);
  if (size_x != size_y) {
    return (COMPAT_larger ? size_x > size_y : size_x < size_y) ? x : y;
  }
#endif
  return of_ordered(x, y);
}
