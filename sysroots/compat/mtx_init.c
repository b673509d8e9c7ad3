// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=mtx_init since=2.28 library=libpthread.so.0
// C11 7.28.4.2 mtx_init. Type bits: 1 recursive, 2 timed, which POSIX mutexes always
// are; others count for nothing, as with glibc.
#define _GNU_SOURCE 1
#include <pthread.h>

#include "thread_status.h"

__attribute__((weak, visibility("hidden")))
int mtx_init(pthread_mutex_t *mutex, int type)
{
  pthread_mutexattr_t attributes;
  int reason = pthread_mutexattr_init(&attributes);
  if (reason != 0) {
    return status_of(reason);
  }
  pthread_mutexattr_settype(&attributes,
                            type & 1 ? PTHREAD_MUTEX_RECURSIVE : PTHREAD_MUTEX_NORMAL);
  reason = pthread_mutex_init(mutex, &attributes);
  pthread_mutexattr_destroy(&attributes);
  return status_of(reason);
}
