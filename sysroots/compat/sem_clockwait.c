// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=sem_clockwait since=2.30 library=libpthread.so.0
// sem_clockwait(3), POSIX.1-2024. Only the timed wait on the wall clock exists below
// 2.30: the deadline is carried over to it, a slice at a time, so that a wall clock
// that is set meanwhile costs a slice at most.
#define _GNU_SOURCE 1
#include <errno.h>
#include <semaphore.h>
#include <time.h>

#define SLICE 1 // seconds

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
int sem_clockwait(sem_t *semaphore, clockid_t clock, const struct timespec *until)
{
  for (;;) {
    struct timespec deadline;
    int reason = deadline_of(clock, until, &deadline);
    if (reason != 0) {
      errno = reason;
      return -1;
    }
    if (sem_timedwait(semaphore, &deadline) == 0) {
      return 0;
    }
    if (errno != ETIMEDOUT || has_passed(clock, until)) {
      return -1;
    }
  }
}
