// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=clock_settime since=2.17 library=libc.so.6
// clock_settime(3). Before 2.17 it stood in librt.
#define _GNU_SOURCE 1
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

__attribute__((weak, visibility("hidden")))
int clock_settime(clockid_t clock, const struct timespec *now)
{
  return (int)syscall(SYS_clock_settime, clock, now);
}
