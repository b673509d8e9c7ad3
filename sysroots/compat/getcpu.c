// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=getcpu since=2.29 library=libc.so.6
// getcpu(2), without the vDSO: slower, never wrong.
#define _GNU_SOURCE 1
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

__attribute__((weak, visibility("hidden")))
int getcpu(unsigned *cpu, unsigned *node)
{
  return (int)syscall(SYS_getcpu, cpu, node, (void *)0);
}
