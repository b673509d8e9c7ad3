// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=execveat since=2.34 library=libc.so.6
// execveat(2). ENOSYS before Linux 3.19, as with glibc.
#define _GNU_SOURCE 1
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

__attribute__((weak, visibility("hidden")))
int execveat(int folder, const char *path, char *const arguments[],
             char *const environment[], int flags)
{
  return (int)syscall(SYS_execveat, folder, path, arguments, environment, flags);
}
