// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=canonicalize since=2.25 library=libm.so.6 kind=d
// crossroot-compat: symbol=canonicalizef since=2.25 library=libm.so.6 kind=f
// crossroot-compat: symbol=canonicalizel since=2.25 library=libm.so.6 kind=l
// canonicalize of TS 18661-1: a signaling NaN becomes quiet; 1 for bits of the x87 that are
// no number (a leading one that does not fit the exponent), which stay unread.
#include "number_kinds.h"

static int is_number(const NUMBER *value)
{
#if LDBL_MANT_DIG == 64
  if (sizeof *value > 8) {
    uint64_t fraction;
    uint16_t exponent;
    memcpy(&fraction, value, 8);
    memcpy(&exponent, (const char *)value + 8, 2);
    return fraction >> 63 == ((exponent & 0x7fff) != 0);
  }
#endif
  (void)value;
  return 1;
}

__attribute__((weak, visibility("hidden")))
int COMPAT_SYMBOL(NUMBER *into, const NUMBER *from)
{
  if (!is_number(from)) {
    return 1;
  }
  *into = is_signaling(*from) ? *from + *from : *from;
  return 0;
}
