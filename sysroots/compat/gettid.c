// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=gettid since=2.30 library=libc.so.6
// gettid(2): the system call had no wrapper before 2.30.
#define _GNU_SOURCE 1
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

__attribute__((weak, visibility("hidden")))
pid_t gettid(void)
{
  return (pid_t)syscall(SYS_gettid);
}
