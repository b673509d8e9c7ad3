// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=tgkill since=2.30 library=libc.so.6
// tgkill(2): the system call had no wrapper before 2.30.
#define _GNU_SOURCE 1
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

__attribute__((weak, visibility("hidden")))
int tgkill(pid_t group, pid_t thread, int signal)
{
  return (int)syscall(SYS_tgkill, group, thread, signal);
}
