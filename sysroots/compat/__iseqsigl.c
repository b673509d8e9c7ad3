// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=__iseqsigl since=2.25 library=libm.so.6
// iseqsig(3) for long double: equality that raises "invalid" for any NaN and sets EDOM,
// as glibc does.
#include <errno.h>

__attribute__((weak, visibility("hidden")))
int __iseqsigl(long double a, long double b)
{
  const volatile long double x = a, y = b;
  const int at_most = x <= y, at_least = x >= y; // ordered comparisons raise
  if (!at_most && !at_least) {
    errno = EDOM;
  }
  return at_most && at_least;
}
