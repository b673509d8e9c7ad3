// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=explicit_bzero since=2.25 library=libc.so.6
// explicit_bzero(3). The empty assembler statement claims to read the memory, so that
// the stores stay.
#define _GNU_SOURCE 1
#include <string.h>

__attribute__((weak, visibility("hidden")))
void explicit_bzero(void *memory, size_t length)
{
  memset(memory, 0, length);
  __asm__ volatile("" : : "r"(memory) : "memory");
}
