// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=thrd_exit since=2.28 library=libpthread.so.0
// C11 7.28 thrd_exit, by the POSIX call. glibc's types are those of pthread.h with the
// same sizes.
#define _GNU_SOURCE 1
#include <pthread.h>
#include <stdint.h>

__attribute__((weak, visibility("hidden")))
__attribute__((noreturn)) void thrd_exit(int result)
{
  pthread_exit((void *)(intptr_t)result);
}
