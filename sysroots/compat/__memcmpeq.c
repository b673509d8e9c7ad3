// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=__memcmpeq since=2.35 library=libc.so.6
// memcmp(3) that is only asked for equality; compilers may call it.
#define _GNU_SOURCE 1
#include <string.h>

__attribute__((weak, visibility("hidden")))
int __memcmpeq(const void *a, const void *b, size_t length)
{
  return memcmp(a, b, length);
}
