// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=tss_create since=2.28 library=libpthread.so.0
// C11 7.28 tss_create, by the POSIX call. glibc's types are those of pthread.h with the
// same sizes.
#define _GNU_SOURCE 1
#include <pthread.h>

#include "thread_status.h"

__attribute__((weak, visibility("hidden")))
int tss_create(pthread_key_t *key, void (*destructor)(void *))
{
  return status_of(pthread_key_create(key, destructor));
}
