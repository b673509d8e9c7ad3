// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=pwritev64v2 since=2.26 library=libc.so.6
// pwritev2(2). Before Linux 4.6 only flags 0 can be done; offset -1 means the file's
// own position.
#define _GNU_SOURCE 1
#include <errno.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

__attribute__((weak, visibility("hidden")))
ssize_t pwritev64v2(int file, const struct iovec *pieces, int count, off64_t offset,
                    int flags)
{
#ifdef SYS_pwritev2
  unsigned long low = (unsigned long)offset;
  unsigned long high = sizeof(long) == 8 ? 0 : (unsigned long)((uint64_t)offset >> 32);
  ssize_t done = syscall(SYS_pwritev2, file, pieces, count, low, high, flags);
  if (done >= 0 || errno != ENOSYS) {
    return done;
  }
#endif
  if (flags != 0) {
    errno = ENOTSUP;
    return -1;
  }
  return offset == -1 ? writev(file, pieces, count)
                      : pwritev64(file, pieces, count, offset);
}
