// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=cnd_destroy since=2.28 library=libpthread.so.0
// C11 7.28 cnd_destroy, by the POSIX call. glibc's types are those of pthread.h with
// the same sizes.
#define _GNU_SOURCE 1
#include <pthread.h>

__attribute__((weak, visibility("hidden")))
void cnd_destroy(pthread_cond_t *condition)
{
  pthread_cond_destroy(condition);
}
