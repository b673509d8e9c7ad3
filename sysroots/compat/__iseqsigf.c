// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=__iseqsigf since=2.25 library=libm.so.6
// iseqsig(3) for float: equality that raises "invalid" for any NaN and sets EDOM, as
// glibc does.
#include <errno.h>

__attribute__((weak, visibility("hidden")))
int __iseqsigf(float a, float b)
{
  const volatile float x = a, y = b;
  const int at_most = x <= y, at_least = x >= y; // ordered comparisons raise
  if (!at_most && !at_least) {
    errno = EDOM;
  }
  return at_most && at_least;
}
