// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=getauxval since=2.16 library=libc.so.6
// getauxval(3), from what the kernel left behind the environment at the start (System V
// ABI, "Initial process stack"), as /proc tells it. ENOENT for a type that is not there.
#define _GNU_SOURCE 1
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

__attribute__((weak, visibility("hidden")))
unsigned long getauxval(unsigned long type)
{
  struct {
    unsigned long type, value;
  } entry;
  const int before = errno;
  const int file = open("/proc/self/auxv", O_RDONLY | O_CLOEXEC);
  while (file >= 0 && read(file, &entry, sizeof entry) == sizeof entry) {
    if (entry.type == type && type != AT_NULL) {
      close(file);
      errno = before;
      return entry.value;
    }
  }
  if (file >= 0) {
    close(file);
  }
  errno = ENOENT;
  return 0;
}
