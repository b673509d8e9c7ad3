// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=mtx_trylock since=2.28 library=libpthread.so.0
// C11 7.28 mtx_trylock, by the POSIX call. glibc's types are those of pthread.h with
// the same sizes.
#define _GNU_SOURCE 1
#include <pthread.h>

#include "thread_status.h"

__attribute__((weak, visibility("hidden")))
int mtx_trylock(pthread_mutex_t *mutex)
{
  return status_of(pthread_mutex_trylock(mutex));
}
