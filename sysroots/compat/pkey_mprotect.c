// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=pkey_mprotect since=2.27 library=libc.so.6
// pkey_mprotect(2). Key -1 is plain mprotect(2), and works on every kernel.
#define _GNU_SOURCE 1
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

#include "protection_keys.h"

__attribute__((weak, visibility("hidden")))
int pkey_mprotect(void *start, size_t length, int protection, int key)
{
  if (key == -1) {
    return mprotect(start, length, protection);
  }
  return (int)syscall(SYS_pkey_mprotect, start, length, protection, key);
}
