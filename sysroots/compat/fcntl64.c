// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=fcntl64 since=2.28 library=libc.so.6
// fcntl(2). glibc 2.28 gave code with 64-bit file offsets an entry of its own; where
// long has 64 bits it is the old one, elsewhere the system call of that name.
#define _GNU_SOURCE 1
#undef _FILE_OFFSET_BITS
#include <fcntl.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <unistd.h>

// By its name: headers with large files on would lead back here.
extern int plain_fcntl(int file, int command, ...) __asm__("fcntl");

__attribute__((weak, visibility("hidden")))
int fcntl64(int file, int command, ...)
{
  va_list list;
  va_start(list, command);
  void *argument = va_arg(list, void *);
  va_end(list);
#ifdef SYS_fcntl64
  switch (command) {
  case 12: // F_GETLK64
  case 13: // F_SETLK64
  case 14: // F_SETLKW64
  case 36: // F_OFD_GETLK
  case 37: // F_OFD_SETLK
  case 38: // F_OFD_SETLKW
    return (int)syscall(SYS_fcntl64, file, command, argument);
  }
#endif
  return plain_fcntl(file, command, argument);
}
