// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=pkey_set since=2.27 library=libc.so.6
// pkey_set(3): writes the two bits of a key in the register PKRU, which is the thread's
// own. ENOSYS on CPUs that had no keys at the age of glibc 2.27.
#define _GNU_SOURCE 1
#include <errno.h>

__attribute__((weak, visibility("hidden")))
int pkey_set(int key, unsigned rights)
{
#if defined(__x86_64__) || defined(__i386__)
  if (key < 0 || key > 15 || rights > 3) {
    errno = EINVAL;
    return -1;
  }
  unsigned all, unused;
  __asm__ volatile(".byte 0x0f, 0x01, 0xee" : "=a"(all), "=d"(unused) : "c"(0));
  all = (all & ~(3u << (2 * key))) | rights << (2 * key);
  __asm__ volatile(".byte 0x0f, 0x01, 0xef" : : "a"(all), "c"(0), "d"(0) : "memory");
  return 0;
#else
  (void)key;
  (void)rights;
  errno = ENOSYS;
  return -1;
#endif
}
