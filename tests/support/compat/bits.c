// SPDX-License-Identifier: Apache-2.0
#include "answers.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define SIZES(X, name, answer)                                                           \
  X(name, uc, unsigned char, answer)                                                     \
  X(name, us, unsigned short, answer)                                                    \
  X(name, ui, unsigned int, answer)                                                      \
  X(name, ul, unsigned long, answer)                                                     \
  X(name, ull, unsigned long long, answer)
#define COUNTS(X)                                                                        \
  SIZES(X, leading_zeros, unsigned)                                                      \
  SIZES(X, leading_ones, unsigned)                                                       \
  SIZES(X, trailing_zeros, unsigned)                                                     \
  SIZES(X, trailing_ones, unsigned)                                                      \
  SIZES(X, first_leading_zero, unsigned)                                                 \
  SIZES(X, first_leading_one, unsigned)                                                  \
  SIZES(X, first_trailing_zero, unsigned)                                                \
  SIZES(X, first_trailing_one, unsigned)                                                 \
  SIZES(X, count_zeros, unsigned)                                                        \
  SIZES(X, count_ones, unsigned)                                                         \
  SIZES(X, has_single_bit, bool)                                                         \
  SIZES(X, bit_width, unsigned)
#define OWN_TYPE(X)                                                                      \
  X(bit_floor, uc, unsigned char, unsigned char)                                         \
  X(bit_floor, us, unsigned short, unsigned short)                                       \
  X(bit_floor, ui, unsigned int, unsigned int)                                           \
  X(bit_floor, ul, unsigned long, unsigned long)                                         \
  X(bit_floor, ull, unsigned long long, unsigned long long)                              \
  X(bit_ceil, uc, unsigned char, unsigned char)                                          \
  X(bit_ceil, us, unsigned short, unsigned short)                                        \
  X(bit_ceil, ui, unsigned int, unsigned int)                                            \
  X(bit_ceil, ul, unsigned long, unsigned long)                                          \
  X(bit_ceil, ull, unsigned long long, unsigned long long)

#define DECLARE(name, size, type, answer) answer stdc_##name##_##size(type);
COUNTS(DECLARE)
OWN_TYPE(DECLARE)

static const unsigned long long values[] = {
    0, 1, 2, 3, 0x7f, 0x80, 0x81, 0xff, 0x100, 0x8000, 0xffff, 0x10001, 0x80000000,
    0xfffffffe, 0xffffffff, 0x100000000, 0x7fffffffffffffff, 0x8000000000000001,
    0xfffffffffffffffe, 0xffffffffffffffff};

void say_bits(void)
{
  for (size_t i = 0; i < sizeof values / sizeof *values; ++i) {
#define SHOW(name, size, type, answer)                                                   \
  printf("stdc_" #name "_" #size "(%llx) = %llx\n", values[i],                           \
         (unsigned long long)stdc_##name##_##size((type)values[i]));
    COUNTS(SHOW)
    OWN_TYPE(SHOW)
  }
  fflush(stdout);
}
