// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=__fdelt_chk since=2.15 library=libc.so.6
// FD_SET(3) as _FORTIFY_SOURCE calls it: which word of an fd_set a descriptor is in; stops
// the program for one outside.
#include <sys/select.h>

void __chk_fail(void) __attribute__((noreturn));

__attribute__((weak, visibility("hidden")))
long __fdelt_chk(long file)
{
  if (file < 0 || file >= FD_SETSIZE) {
    __chk_fail();
  }
  return file / (8 * (long)sizeof(fd_mask));
}
