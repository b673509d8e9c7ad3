// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=llogb since=2.25 library=libm.so.6 kind=d
// crossroot-compat: symbol=llogbf since=2.25 library=libm.so.6 kind=f
// crossroot-compat: symbol=llogbl since=2.25 library=libm.so.6 kind=l
// llogb(3): ilogb as a long. The three answers that are no exponents are told apart by
// those of ilogb, which differ from CPU to CPU.
#include <limits.h>

#include "number_kinds.h"

__attribute__((weak, visibility("hidden")))
long COMPAT_SYMBOL(NUMBER value)
{
  const int exponent = NAMED(ilogb)(value);
  if (value == 0) {
    return FP_ILOGB0 == INT_MIN ? LONG_MIN : -LONG_MAX;
  }
  if (value != value) {
    return FP_ILOGBNAN == INT_MIN ? LONG_MIN : LONG_MAX;
  }
  return exponent == INT_MAX ? LONG_MAX : exponent;
}
