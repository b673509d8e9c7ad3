// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=thrd_create since=2.28 library=libpthread.so.0
// C11 7.28.5.1 thrd_create. A C11 thread returns an int, a POSIX one a pointer: the
// start routine is called through a frame of ours.
#define _GNU_SOURCE 1
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

#include "thread_status.h"

struct start {
  int (*routine)(void *);
  void *argument;
};

static void *run(void *memory)
{
  struct start start = *(struct start *)memory;
  free(memory);
  return (void *)(intptr_t)start.routine(start.argument);
}

__attribute__((weak, visibility("hidden")))
int thrd_create(pthread_t *thread, int (*routine)(void *), void *argument)
{
  struct start *start = malloc(sizeof *start);
  if (start == NULL) {
    return no_memory;
  }
  start->routine = routine;
  start->argument = argument;
  int reason = pthread_create(thread, NULL, run, start);
  if (reason == 0) {
    return success;
  }
  free(start);
  return reason == ENOMEM || reason == EAGAIN ? no_memory : error;
}
