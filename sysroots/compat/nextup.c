// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=nextup since=2.24 library=libm.so.6 kind=d up=1
// crossroot-compat: symbol=nextupf since=2.24 library=libm.so.6 kind=f up=1
// crossroot-compat: symbol=nextupl since=2.24 library=libm.so.6 kind=l up=1
// crossroot-compat: symbol=nextdown since=2.24 library=libm.so.6 kind=d
// crossroot-compat: symbol=nextdownf since=2.24 library=libm.so.6 kind=f
// crossroot-compat: symbol=nextdownl since=2.24 library=libm.so.6 kind=l
// nextup(3), nextdown(3): nextafter towards an infinity, which raises no exception and
// sets no errno, other than for a signaling NaN.
#include <errno.h>

#include "number_kinds.h"

__attribute__((weak, visibility("hidden")))
NUMBER COMPAT_SYMBOL(NUMBER value)
{
  if (value != value) {
    return value + value;
  }
  fenv_t environment;
  const int before = errno;
  feholdexcept(&environment);
#if COMPAT_up
  const NUMBER next = NAMED(nextafter)(value, (NUMBER)INFINITY);
#else
  const NUMBER next = NAMED(nextafter)(value, -(NUMBER)INFINITY);
#endif
  fesetenv(&environment);
  errno = before;
  return next;
}
