// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=call_once since=2.28 library=libpthread.so.0
// C11 7.28 call_once, by the POSIX call. glibc's types are those of pthread.h with the
// same sizes. once_flag is an int that starts at zero, as pthread_once_t is.
#define _GNU_SOURCE 1
#include <pthread.h>

__attribute__((weak, visibility("hidden")))
void call_once(pthread_once_t *flag, void (*routine)(void))
{
  pthread_once(flag, routine);
}
