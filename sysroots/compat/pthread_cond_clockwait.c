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

#define SLICE 10 // seconds

static int deadline_of(clockid_t clock, const struct timespec *until,
                       struct timespec *deadline)
{
  struct timespec now, wall;
  if (clock == CLOCK_REALTIME) {
    *deadline = *until;
    return 0;
  }
  if (clock != CLOCK_MONOTONIC || until->tv_nsec < 0 || until->tv_nsec >= 1000000000) {
    return EINVAL;
  }
  clock_gettime(CLOCK_MONOTONIC, &now);
  clock_gettime(CLOCK_REALTIME, &wall);
  time_t seconds = until->tv_sec - now.tv_sec;
  long nanoseconds = until->tv_nsec - now.tv_nsec;
  if (seconds >= SLICE) {
    seconds = SLICE;
    nanoseconds = 0;
  }
  if (seconds < -1) {
    seconds = -1;
  }
  deadline->tv_sec = wall.tv_sec + seconds;
  deadline->tv_nsec = wall.tv_nsec + nanoseconds;
  if (deadline->tv_nsec < 0) {
    deadline->tv_nsec += 1000000000;
    --deadline->tv_sec;
  } else if (deadline->tv_nsec >= 1000000000) {
    deadline->tv_nsec -= 1000000000;
    ++deadline->tv_sec;
  }
  return 0;
}

static int has_passed(clockid_t clock, const struct timespec *until)
{
  struct timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec > until->tv_sec ||
         (now.tv_sec == until->tv_sec && now.tv_nsec >= until->tv_nsec);
}

__attribute__((visibility("hidden")))
int pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                           clockid_t clock, const struct timespec *until)
{
  struct timespec deadline;
  int reason = deadline_of(clock, until, &deadline);
  if (reason != 0) {
    return reason;
  }
  reason = pthread_cond_timedwait(condition, mutex, &deadline);
  return reason == ETIMEDOUT && !has_passed(clock, until) ? 0 : reason;
}
