// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=mtx_destroy since=2.28 library=libpthread.so.0
// C11 7.28 mtx_destroy, by the POSIX call. glibc's types are those of pthread.h with
// the same sizes.
#define _GNU_SOURCE 1
#include <pthread.h>

__attribute__((weak, visibility("hidden")))
void mtx_destroy(pthread_mutex_t *mutex)
{
  pthread_mutex_destroy(mutex);
}
