// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=process_mrelease since=2.36 library=libc.so.6
// process_mrelease(2). ENOSYS before Linux 5.15, as with glibc.
#define _GNU_SOURCE 1
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#ifndef SYS_process_mrelease
#define SYS_process_mrelease 448 // one number for every architecture since Linux 5.1
#endif

__attribute__((weak, visibility("hidden")))
int process_mrelease(int process, unsigned flags)
{
  return (int)syscall(SYS_process_mrelease, process, flags);
}
