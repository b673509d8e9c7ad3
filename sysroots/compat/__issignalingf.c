// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=__issignalingf since=2.18 library=libm.so.6
// issignaling(3) for float.
#include <stdint.h>
#include <string.h>

__attribute__((weak, visibility("hidden")))
int __issignalingf(float value)
{
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  const uint32_t quiet = (uint32_t)1 << 22;
  return ((bits ^ quiet) & 0x7fffffff) > 0x7fc00000;
}
