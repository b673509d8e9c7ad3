// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=pthread_clockjoin_np since=2.31 library=libpthread.so.0
// pthread_clockjoin_np(3). Only the timed join on the wall clock exists below 2.31: the
// deadline is carried over to it, a slice at a time, so that a wall clock that is set
// meanwhile costs a slice at most.
#define _GNU_SOURCE 1
#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "clock_wait.h"

#define SLICE 1 // seconds

__attribute__((weak, visibility("hidden")))
int pthread_clockjoin_np(pthread_t thread, void **result, clockid_t clock,
                         const struct timespec *until)
{
  if (until == NULL) {
    return clock == CLOCK_REALTIME || clock == CLOCK_MONOTONIC
               ? pthread_join(thread, result)
               : EINVAL;
  }
  for (;;) {
    struct timespec deadline;
    int reason = deadline_of(clock, until, SLICE, &deadline);
    if (reason != 0) {
      return reason;
    }
    reason = pthread_timedjoin_np(thread, result, &deadline);
    if (reason != ETIMEDOUT || has_passed(clock, until)) {
      return reason;
    }
  }
}
