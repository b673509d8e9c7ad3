// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=pidfd_getfd since=2.36 library=libc.so.6
// pidfd_getfd(2). ENOSYS before Linux 5.6, as with glibc.
#define _GNU_SOURCE 1
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438 // one number for every architecture since Linux 5.1
#endif

__attribute__((weak, visibility("hidden")))
int pidfd_getfd(int process, int file, unsigned flags)
{
  return (int)syscall(SYS_pidfd_getfd, process, file, flags);
}
