// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=pthread_mutex_clocklock since=2.30 library=libpthread.so.0
// pthread_mutex_clocklock(3), POSIX.1-2024. Only the timed wait on the wall clock
// exists below 2.30: the deadline is carried over to it, a slice at a time, so that a
// wall clock that is set meanwhile costs a slice at most.
#define _GNU_SOURCE 1
#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "clock_wait.h"

#define SLICE 1 // seconds

__attribute__((weak, visibility("hidden")))
int pthread_mutex_clocklock(pthread_mutex_t *mutex, clockid_t clock,
                            const struct timespec *until)
{
  for (;;) {
    struct timespec deadline;
    int reason = deadline_of(clock, until, SLICE, &deadline);
    if (reason != 0) {
      return reason;
    }
    reason = pthread_mutex_timedlock(mutex, &deadline);
    if (reason != ETIMEDOUT || has_passed(clock, until)) {
      return reason;
    }
  }
}
