// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=clock_getres since=2.17 library=libc.so.6
// clock_getres(3). Before 2.17 it stood in librt.
#define _GNU_SOURCE 1
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

__attribute__((weak, visibility("hidden")))
int clock_getres(clockid_t clock, struct timespec *resolution)
{
  return (int)syscall(SYS_clock_getres, clock, resolution);
}
