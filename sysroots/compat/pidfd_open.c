// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=pidfd_open since=2.36 library=libc.so.6
// pidfd_open(2). ENOSYS before Linux 5.3, as with glibc.
#define _GNU_SOURCE 1
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434 // one number for every architecture since Linux 5.1
#endif

__attribute__((weak, visibility("hidden")))
int pidfd_open(pid_t process, unsigned flags)
{
  return (int)syscall(SYS_pidfd_open, process, flags);
}
