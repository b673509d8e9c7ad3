// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=memfd_create since=2.27 library=libc.so.6
// memfd_create(2). ENOSYS before Linux 3.17, as with glibc: there is nothing to stand
// in.
#define _GNU_SOURCE 1
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

__attribute__((weak, visibility("hidden")))
int memfd_create(const char *name, unsigned flags)
{
  return (int)syscall(SYS_memfd_create, name, flags);
}
