// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=getdents64 since=2.30 library=libc.so.6
// getdents64(2). glibc cuts the length to INT_MAX, as the kernel counts in an unsigned
// int.
#define _GNU_SOURCE 1
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

__attribute__((weak, visibility("hidden")))
ssize_t getdents64(int folder, void *buffer, size_t length)
{
  return syscall(SYS_getdents64, folder, buffer, length);
}
