// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=process_madvise since=2.36 library=libc.so.6
// process_madvise(2). ENOSYS before Linux 5.10, as with glibc.
#define _GNU_SOURCE 1
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#ifndef SYS_process_madvise
#define SYS_process_madvise 440 // one number for every architecture since Linux 5.1
#endif

__attribute__((weak, visibility("hidden")))
ssize_t process_madvise(int process, const void *vector, size_t count, int advice,
                        unsigned flags)
{
  return syscall(SYS_process_madvise, process, vector, count, advice, flags);
}
