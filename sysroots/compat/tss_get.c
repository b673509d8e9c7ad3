// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=tss_get since=2.28 library=libpthread.so.0
// C11 7.28 tss_get, by the POSIX call. glibc's types are those of pthread.h with the
// same sizes.
#define _GNU_SOURCE 1
#include <pthread.h>

__attribute__((weak, visibility("hidden")))
void *tss_get(pthread_key_t key)
{
  return pthread_getspecific(key);
}
