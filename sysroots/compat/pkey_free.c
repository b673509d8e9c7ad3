// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=pkey_free since=2.27 library=libc.so.6
// pkey_free(2). ENOSYS before Linux 4.9, as with glibc.
#define _GNU_SOURCE 1
#include <unistd.h>

#include "protection_keys.h"

__attribute__((weak, visibility("hidden")))
int pkey_free(int key)
{
  return (int)syscall(SYS_pkey_free, key);
}
