// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=__issignalingl since=2.18 library=libm.so.6 arch=amd64,386,arm64
// issignaling(3) for long double. What the x87 does not take for a number counts as
// signaling, as with glibc.
#include <float.h>
#include <stdint.h>
#include <string.h>

__attribute__((weak, visibility("hidden")))
int __issignalingl(long double value)
{
#if LDBL_MANT_DIG == 64
  uint64_t fraction;
  uint16_t exponent;
  memcpy(&fraction, &value, 8);
  memcpy(&exponent, (const char *)&value + 8, 2);
  // The leading one is written out: without it the bits are a pseudo-NaN, below all quiet.
  const uint64_t quiet = (uint64_t)1 << 62;
  const uint64_t lowest = (uint64_t)3 << 62;
  return (exponent & 0x7fff) == 0x7fff && (fraction ^ quiet) > lowest;
#else
  uint64_t words[2]; // little-endian: the higher is the second
  memcpy(words, &value, sizeof words);
  const uint64_t quiet = (uint64_t)1 << 47;
  const uint64_t high = (words[1] ^ quiet) | (words[0] != 0);
  return (high & 0x7fffffffffffffff) > 0x7fff800000000000;
#endif
}
