// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=timespec_get since=2.16 library=libc.so.6
// C11 7.27.2.5 timespec_get: base TIME_UTC is 1; 0 for a base that is not there.
#define _GNU_SOURCE 1
#include <time.h>

__attribute__((weak, visibility("hidden")))
int timespec_get(struct timespec *now, int base)
{
  return base == 1 && clock_gettime(CLOCK_REALTIME, now) == 0 ? base : 0;
}
