// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=arc4random since=2.36 library=libc.so.6
// arc4random(3).
#define _GNU_SOURCE 1
#include <stddef.h>
#include <stdint.h>

void arc4random_buf(void *buffer, size_t length);

__attribute__((weak, visibility("hidden")))
uint32_t arc4random(void)
{
  uint32_t value;
  arc4random_buf(&value, sizeof value);
  return value;
}
