// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=copy_file_range since=2.27 library=libc.so.6
// copy_file_range(2). ENOSYS before Linux 4.5, as with glibc 2.30 and newer; callers
// fall back to read and write.
#define _GNU_SOURCE 1
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

__attribute__((weak, visibility("hidden")))
ssize_t copy_file_range(int in, off64_t *in_offset, int out, off64_t *out_offset,
                        size_t length, unsigned flags)
{
  return syscall(SYS_copy_file_range, in, in_offset, out, out_offset, length, flags);
}
