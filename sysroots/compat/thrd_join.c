// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=thrd_join since=2.28 library=libpthread.so.0
// C11 7.28 thrd_join, by the POSIX call. glibc's types are those of pthread.h with the
// same sizes.
#define _GNU_SOURCE 1
#include <pthread.h>
#include <stdint.h>

__attribute__((weak, visibility("hidden")))
int thrd_join(pthread_t thread, int *result)
{
  void *returned;
  if (pthread_join(thread, &returned) != 0) {
    return 2; // thrd_error
  }
  if (result != NULL) {
    *result = (int)(intptr_t)returned;
  }
  return 0; // thrd_success
}
