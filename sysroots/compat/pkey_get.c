// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=pkey_get since=2.27 library=libc.so.6
// pkey_get(3): the two bits of a key in the register PKRU (Intel SDM, volume 1, 13). As
// with glibc, the caller has a key from pkey_alloc, and so a CPU that has the register.
// CPUs without keys at the age of glibc 2.27 say ENOSYS.
#define _GNU_SOURCE 1
#include <errno.h>

__attribute__((weak, visibility("hidden")))
int pkey_get(int key)
{
#if defined(__x86_64__) || defined(__i386__)
  if (key < 0 || key > 15) {
    errno = EINVAL;
    return -1;
  }
  unsigned rights, unused;
  __asm__ volatile(".byte 0x0f, 0x01, 0xee" : "=a"(rights), "=d"(unused) : "c"(0));
  return (int)(rights >> (2 * key) & 3);
#else
  (void)key;
  errno = ENOSYS;
  return -1;
#endif
}
