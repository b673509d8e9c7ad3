// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=timespec_getres since=2.34 library=libc.so.6
// C23 7.29.2.7 timespec_getres: base TIME_UTC is 1; 0 for a base that is not there.
#define _GNU_SOURCE 1
#include <time.h>

__attribute__((weak, visibility("hidden")))
int timespec_getres(struct timespec *resolution, int base)
{
  if (base != 1) {
    return 0;
  }
  clock_getres(CLOCK_REALTIME, resolution);
  return base;
}
