// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=clock_nanosleep since=2.17 library=libc.so.6
// clock_nanosleep(2): the error is the answer, errno stays. Before 2.17 it stood in
// librt. Unlike the original it is no cancellation point.
#define _GNU_SOURCE 1
#include <errno.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

__attribute__((weak, visibility("hidden")))
int clock_nanosleep(clockid_t clock, int flags, const struct timespec *request,
                    struct timespec *remaining)
{
  if (clock == CLOCK_THREAD_CPUTIME_ID) {
    return EINVAL; // one cannot sleep on the clock of a thread that sleeps
  }
  const int before = errno;
  const long failed = syscall(SYS_clock_nanosleep, clock, flags, request, remaining);
  const int reason = failed == 0 ? 0 : errno;
  errno = before;
  return reason;
}
