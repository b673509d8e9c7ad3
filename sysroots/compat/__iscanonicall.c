// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=__iscanonicall since=2.25 library=libm.so.6 arch=amd64,386
// iscanonical of TS 18661-1 for the x87: the leading one is there if the exponent is not 0.
#include <stdint.h>
#include <string.h>

__attribute__((weak, visibility("hidden")))
int __iscanonicall(long double value)
{
  uint64_t fraction;
  uint16_t exponent;
  memcpy(&fraction, &value, 8);
  memcpy(&exponent, (const char *)&value + 8, 2);
  return fraction >> 63 == ((exponent & 0x7fff) != 0);
}
