// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=arc4random_buf since=2.36 library=libc.so.6
// arc4random_buf(3): cannot fail, so a system without random bytes stops the program,
// as with glibc.
#define _GNU_SOURCE 1
#include <errno.h>
#include <stdlib.h>
#include <sys/types.h>

ssize_t getrandom(void *buffer, size_t length, unsigned flags);

__attribute__((weak, visibility("hidden")))
void arc4random_buf(void *buffer, size_t length)
{
  char *at = buffer;
  while (length > 0) {
    ssize_t got = getrandom(at, length, 0);
    if (got > 0) {
      at += got;
      length -= (size_t)got;
    } else if (got == 0 || errno != EINTR) {
      abort();
    }
  }
}
