// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=thrd_yield since=2.28 library=libc.so.6
// C11 7.28 thrd_yield, by the POSIX call. glibc's types are those of pthread.h with the
// same sizes.
#define _GNU_SOURCE 1
#include <sched.h>

__attribute__((weak, visibility("hidden")))
void thrd_yield(void)
{
  sched_yield();
}
