// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=__issignaling since=2.18 library=libm.so.6
// issignaling(3) for double: the quiet bit of a NaN is not set (IEEE 754-2008, the rule
// of every CPU here but MIPS).
#include <stdint.h>
#include <string.h>

__attribute__((weak, visibility("hidden")))
int __issignaling(double value)
{
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  const uint64_t quiet = (uint64_t)1 << 51;
  return ((bits ^ quiet) & 0x7fffffffffffffff) > 0x7ff8000000000000;
}
