// SPDX-License-Identifier: Apache-2.0
// Only the timed waits on the wall clock exist below glibc 2.30. The deadline of another
// clock is carried over to it, a slice at a time.
#pragma once

#include <errno.h>
#include <time.h>

/// The moment on the wall clock at which `until` of `clock` comes, but at most `slice`
/// seconds from now: a wall clock that is set meanwhile costs no more than that. EINVAL
/// for a clock that has no timed wait, and for a time that is none.
static inline int deadline_of(clockid_t clock, const struct timespec *until, time_t slice,
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
  if (seconds >= slice) {
    seconds = slice;
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

/// Whether `until` of `clock` is now or was before.
static inline int has_passed(clockid_t clock, const struct timespec *until)
{
  struct timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec > until->tv_sec ||
         (now.tv_sec == until->tv_sec && now.tv_nsec >= until->tv_nsec);
}
