// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=__poll_chk since=2.16 library=libc.so.6
// poll(2) as _FORTIFY_SOURCE calls it: stops the program when the object is smaller than
// the count given.
#include <poll.h>
#include <stddef.h>

void __chk_fail(void) __attribute__((noreturn));

__attribute__((weak, visibility("hidden")))
int __poll_chk(struct pollfd *files, nfds_t count, int timeout, size_t object)
{
  if (object / sizeof *files < count) {
    __chk_fail();
  }
  return poll(files, count, timeout);
}
