// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=close_range since=2.34 library=libc.so.6
// close_range(2). ENOSYS before Linux 5.9, as with glibc.
#define _GNU_SOURCE 1
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#ifndef SYS_close_range
#define SYS_close_range 436 // one number for every architecture since Linux 5.1
#endif

__attribute__((weak, visibility("hidden")))
int close_range(unsigned first, unsigned last, int flags)
{
  return (int)syscall(SYS_close_range, first, last, flags);
}
