// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=clock_gettime since=2.17 library=libc.so.6
// clock_gettime(3). Before 2.17 it stood in librt, which no newer glibc has any more to
// link with. The kernel is asked each time: the vDSO, which answers ten times faster, is
// not to be found without getauxval of 2.16.
#define _GNU_SOURCE 1
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

__attribute__((weak, visibility("hidden")))
int clock_gettime(clockid_t clock, struct timespec *now)
{
  return (int)syscall(SYS_clock_gettime, clock, now);
}
