// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=thrd_equal since=2.28 library=libc.so.6
// C11 7.28 thrd_equal, by the POSIX call. glibc's types are those of pthread.h with the
// same sizes.
#define _GNU_SOURCE 1
#include <pthread.h>

__attribute__((weak, visibility("hidden")))
int thrd_equal(pthread_t a, pthread_t b)
{
  return a == b;
}
