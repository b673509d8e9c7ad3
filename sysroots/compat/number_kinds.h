// SPDX-License-Identifier: Apache-2.0
// One text for float, double and long double: COMPAT_kind is f, d or l.
#pragma once

#include <fenv.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#define NUMBER_f float
#define NUMBER_d double
#define NUMBER_l long double
#define NAMED_f(name) name##f
#define NAMED_d(name) name
#define NAMED_l(name) name##l
#define PASTED(left, right) left##right
#define PASTE(left, right) PASTED(left, right)
/// The type.
#define NUMBER PASTE(NUMBER_, COMPAT_kind)
/// Its function: NAMED(nextafter) is nextafter, nextafterf or nextafterl.
#define NAMED(name) PASTE(NAMED_, COMPAT_kind)(name)

/// Whether the bits are those of a signaling NaN: the quiet bit is not set (IEEE 754-2008,
/// the rule of every CPU here but MIPS).
static inline int is_signaling(NUMBER value)
{
  if (value == value) {
    return 0;
  }
  if (sizeof value == 4) {
    uint32_t bits;
    memcpy(&bits, &value, 4);
    return (bits >> 22 & 1) == 0;
  }
  uint64_t words[2] = {0, 0};
  memcpy(words, &value, sizeof value <= 8 ? 8 : sizeof value <= 12 ? 12 : 16);
  if (sizeof value == 8) {
    return (words[0] >> 51 & 1) == 0;
  }
#if LDBL_MANT_DIG == 64
  return (words[0] >> 62 & 1) == 0; // below the leading one, which x87 writes out
#else
  return (words[1] >> 47 & 1) == 0;
#endif
}
