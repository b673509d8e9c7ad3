// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=pthread_cond_clockwait since=2.30 library=libpthread.so.0
// pthread_cond_clockwait(3), POSIX.1-2024. The deadline is carried over to the wall
// clock, the default clock of a condition variable (one made with another by
// pthread_condattr_setclock is not supported: nothing public tells). When a slice ends
// before the deadline the wait returns 0, a spurious wakeup, which every caller must
// expect; waiting on would lose a signal that came in between.
#define _GNU_SOURCE 1
#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "clock_wait.h"

#define SLICE 10 // seconds

__attribute__((weak, visibility("hidden")))
int pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                           clockid_t clock, const struct timespec *until)
{
  struct timespec deadline;
  int reason = deadline_of(clock, until, SLICE, &deadline);
  if (reason != 0) {
    return reason;
  }
  reason = pthread_cond_timedwait(condition, mutex, &deadline);
  return reason == ETIMEDOUT && !has_passed(clock, until) ? 0 : reason;
}
