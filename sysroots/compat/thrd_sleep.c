// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=thrd_sleep since=2.28 library=libc.so.6
// C11 7.28.5.7 thrd_sleep: 0 after the time, -1 if a signal came, another negative
// number for an error.
#define _GNU_SOURCE 1
#include <errno.h>
#include <time.h>

__attribute__((weak, visibility("hidden")))
int thrd_sleep(const struct timespec *duration, struct timespec *remaining)
{
  int before = errno;
  int reason = nanosleep(duration, remaining) == 0 ? 0 : errno;
  errno = before;
  return reason == 0 ? 0 : reason == EINTR ? -1 : -2;
}
