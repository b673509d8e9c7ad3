// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=mlock2 since=2.27 library=libc.so.6
// mlock2(2). Before Linux 4.4 only flags 0 can be done; glibc answers EINVAL to the
// others.
#define _GNU_SOURCE 1
#include <errno.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

__attribute__((weak, visibility("hidden")))
int mlock2(const void *start, size_t length, unsigned flags)
{
  if (flags == 0) {
    return mlock(start, length);
  }
#ifdef SYS_mlock2
  int done = (int)syscall(SYS_mlock2, start, length, flags);
  if (done == 0 || errno != ENOSYS) {
    return done;
  }
#endif
  errno = EINVAL;
  return -1;
}
