// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=arc4random_uniform since=2.36 library=libc.so.6
// arc4random_uniform(3): values from the last incomplete run of the bound are thrown
// away, so that all are equally likely.
#define _GNU_SOURCE 1
#include <stdint.h>

uint32_t arc4random(void);

__attribute__((weak, visibility("hidden")))
uint32_t arc4random_uniform(uint32_t bound)
{
  if (bound < 2) {
    return 0;
  }
  uint32_t least = -bound % bound; // 2^32 modulo bound
  for (;;) {
    uint32_t value = arc4random();
    if (value >= least) {
      return value % bound;
    }
  }
}
