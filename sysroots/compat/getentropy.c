// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=getentropy since=2.25 library=libc.so.6
// getentropy(3): all of the bytes or none; at most 256 at a time, else EIO.
#define _GNU_SOURCE 1
#include <errno.h>
#include <sys/types.h>

ssize_t getrandom(void *buffer, size_t length, unsigned flags);

__attribute__((weak, visibility("hidden")))
int getentropy(void *buffer, size_t length)
{
  char *at = buffer;
  if (length > 256) {
    errno = EIO;
    return -1;
  }
  while (length > 0) {
    ssize_t got = getrandom(at, length, 0);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0) {
      errno = got == 0 ? EIO : errno;
      return -1;
    }
    at += got;
    length -= (size_t)got;
  }
  return 0;
}
