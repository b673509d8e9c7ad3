// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=thrd_detach since=2.28 library=libpthread.so.0
// C11 7.28 thrd_detach, by the POSIX call. glibc's types are those of pthread.h with
// the same sizes.
#define _GNU_SOURCE 1
#include <pthread.h>

#include "thread_status.h"

__attribute__((weak, visibility("hidden")))
int thrd_detach(pthread_t thread)
{
  return status_of(pthread_detach(thread));
}
