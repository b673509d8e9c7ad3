// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=roundeven since=2.25 library=libm.so.6 kind=d
// crossroot-compat: symbol=roundevenf since=2.25 library=libm.so.6 kind=f
// crossroot-compat: symbol=roundevenl since=2.25 library=libm.so.6 kind=l
// roundeven(3): to the nearest integer, ties to the even one, whatever the rounding mode;
// raises no inexact. Compilers call it for intrinsics of that name.
#include "number_kinds.h"

__attribute__((weak, visibility("hidden")))
NUMBER COMPAT_SYMBOL(NUMBER value)
{
  if (value != value) {
    return value + value;
  }
  fenv_t environment;
  feholdexcept(&environment);
  fesetround(FE_TONEAREST);
  const NUMBER rounded = NAMED(nearbyint)(value);
  fesetenv(&environment);
  return rounded;
}
