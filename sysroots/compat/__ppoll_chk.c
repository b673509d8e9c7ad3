// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=__ppoll_chk since=2.16 library=libc.so.6
// ppoll(2) as _FORTIFY_SOURCE calls it: stops the program when the object is smaller than
// the count given.
#define _GNU_SOURCE 1
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>

void __chk_fail(void) __attribute__((noreturn));

__attribute__((weak, visibility("hidden")))
int __ppoll_chk(struct pollfd *files, nfds_t count, const struct timespec *timeout,
                const sigset_t *mask, size_t object)
{
  if (object / sizeof *files < count) {
    __chk_fail();
  }
  return ppoll(files, count, timeout, mask);
}
