// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=__iseqsig since=2.25 library=libm.so.6
// iseqsig(3) for double: equality that raises "invalid" for any NaN and sets EDOM, as
// glibc does.
#include <errno.h>

__attribute__((weak, visibility("hidden")))
int __iseqsig(double a, double b)
{
  const volatile double x = a, y = b;
  const int at_most = x <= y, at_least = x >= y; // ordered comparisons raise
  if (!at_most && !at_least) {
    errno = EDOM;
  }
  return at_most && at_least;
}
