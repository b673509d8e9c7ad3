// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=renameat2 since=2.28 library=libc.so.6
// renameat2(2). Before Linux 3.15 only flags 0 can be done; glibc answers EINVAL to the
// others.
#define _GNU_SOURCE 1
#include <errno.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

__attribute__((weak, visibility("hidden")))
int renameat2(int from_folder, const char *from, int to_folder, const char *to,
              unsigned flags)
{
  if (flags == 0) {
    return renameat(from_folder, from, to_folder, to);
  }
#ifdef SYS_renameat2
  int done = (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
  if (done == 0 || errno != ENOSYS) {
    return done;
  }
#endif
  errno = EINVAL;
  return -1;
}
