// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=stdc_leading_zeros_uc since=2.39 library=libc.so.6 do=leading_zeros bits=uc
// crossroot-compat: symbol=stdc_leading_zeros_us since=2.39 library=libc.so.6 do=leading_zeros bits=us
// crossroot-compat: symbol=stdc_leading_zeros_ui since=2.39 library=libc.so.6 do=leading_zeros bits=ui
// crossroot-compat: symbol=stdc_leading_zeros_ul since=2.39 library=libc.so.6 do=leading_zeros bits=ul
// crossroot-compat: symbol=stdc_leading_zeros_ull since=2.39 library=libc.so.6 do=leading_zeros bits=ull
// crossroot-compat: symbol=stdc_leading_ones_uc since=2.39 library=libc.so.6 do=leading_ones bits=uc
// crossroot-compat: symbol=stdc_leading_ones_us since=2.39 library=libc.so.6 do=leading_ones bits=us
// crossroot-compat: symbol=stdc_leading_ones_ui since=2.39 library=libc.so.6 do=leading_ones bits=ui
// crossroot-compat: symbol=stdc_leading_ones_ul since=2.39 library=libc.so.6 do=leading_ones bits=ul
// crossroot-compat: symbol=stdc_leading_ones_ull since=2.39 library=libc.so.6 do=leading_ones bits=ull
// crossroot-compat: symbol=stdc_trailing_zeros_uc since=2.39 library=libc.so.6 do=trailing_zeros bits=uc
// crossroot-compat: symbol=stdc_trailing_zeros_us since=2.39 library=libc.so.6 do=trailing_zeros bits=us
// crossroot-compat: symbol=stdc_trailing_zeros_ui since=2.39 library=libc.so.6 do=trailing_zeros bits=ui
// crossroot-compat: symbol=stdc_trailing_zeros_ul since=2.39 library=libc.so.6 do=trailing_zeros bits=ul
// crossroot-compat: symbol=stdc_trailing_zeros_ull since=2.39 library=libc.so.6 do=trailing_zeros bits=ull
// crossroot-compat: symbol=stdc_trailing_ones_uc since=2.39 library=libc.so.6 do=trailing_ones bits=uc
// crossroot-compat: symbol=stdc_trailing_ones_us since=2.39 library=libc.so.6 do=trailing_ones bits=us
// crossroot-compat: symbol=stdc_trailing_ones_ui since=2.39 library=libc.so.6 do=trailing_ones bits=ui
// crossroot-compat: symbol=stdc_trailing_ones_ul since=2.39 library=libc.so.6 do=trailing_ones bits=ul
// crossroot-compat: symbol=stdc_trailing_ones_ull since=2.39 library=libc.so.6 do=trailing_ones bits=ull
// crossroot-compat: symbol=stdc_first_leading_zero_uc since=2.39 library=libc.so.6 do=first_leading_zero bits=uc
// crossroot-compat: symbol=stdc_first_leading_zero_us since=2.39 library=libc.so.6 do=first_leading_zero bits=us
// crossroot-compat: symbol=stdc_first_leading_zero_ui since=2.39 library=libc.so.6 do=first_leading_zero bits=ui
// crossroot-compat: symbol=stdc_first_leading_zero_ul since=2.39 library=libc.so.6 do=first_leading_zero bits=ul
// crossroot-compat: symbol=stdc_first_leading_zero_ull since=2.39 library=libc.so.6 do=first_leading_zero bits=ull
// crossroot-compat: symbol=stdc_first_leading_one_uc since=2.39 library=libc.so.6 do=first_leading_one bits=uc
// crossroot-compat: symbol=stdc_first_leading_one_us since=2.39 library=libc.so.6 do=first_leading_one bits=us
// crossroot-compat: symbol=stdc_first_leading_one_ui since=2.39 library=libc.so.6 do=first_leading_one bits=ui
// crossroot-compat: symbol=stdc_first_leading_one_ul since=2.39 library=libc.so.6 do=first_leading_one bits=ul
// crossroot-compat: symbol=stdc_first_leading_one_ull since=2.39 library=libc.so.6 do=first_leading_one bits=ull
// crossroot-compat: symbol=stdc_first_trailing_zero_uc since=2.39 library=libc.so.6 do=first_trailing_zero bits=uc
// crossroot-compat: symbol=stdc_first_trailing_zero_us since=2.39 library=libc.so.6 do=first_trailing_zero bits=us
// crossroot-compat: symbol=stdc_first_trailing_zero_ui since=2.39 library=libc.so.6 do=first_trailing_zero bits=ui
// crossroot-compat: symbol=stdc_first_trailing_zero_ul since=2.39 library=libc.so.6 do=first_trailing_zero bits=ul
// crossroot-compat: symbol=stdc_first_trailing_zero_ull since=2.39 library=libc.so.6 do=first_trailing_zero bits=ull
// crossroot-compat: symbol=stdc_first_trailing_one_uc since=2.39 library=libc.so.6 do=first_trailing_one bits=uc
// crossroot-compat: symbol=stdc_first_trailing_one_us since=2.39 library=libc.so.6 do=first_trailing_one bits=us
// crossroot-compat: symbol=stdc_first_trailing_one_ui since=2.39 library=libc.so.6 do=first_trailing_one bits=ui
// crossroot-compat: symbol=stdc_first_trailing_one_ul since=2.39 library=libc.so.6 do=first_trailing_one bits=ul
// crossroot-compat: symbol=stdc_first_trailing_one_ull since=2.39 library=libc.so.6 do=first_trailing_one bits=ull
// crossroot-compat: symbol=stdc_count_zeros_uc since=2.39 library=libc.so.6 do=count_zeros bits=uc
// crossroot-compat: symbol=stdc_count_zeros_us since=2.39 library=libc.so.6 do=count_zeros bits=us
// crossroot-compat: symbol=stdc_count_zeros_ui since=2.39 library=libc.so.6 do=count_zeros bits=ui
// crossroot-compat: symbol=stdc_count_zeros_ul since=2.39 library=libc.so.6 do=count_zeros bits=ul
// crossroot-compat: symbol=stdc_count_zeros_ull since=2.39 library=libc.so.6 do=count_zeros bits=ull
// crossroot-compat: symbol=stdc_count_ones_uc since=2.39 library=libc.so.6 do=count_ones bits=uc
// crossroot-compat: symbol=stdc_count_ones_us since=2.39 library=libc.so.6 do=count_ones bits=us
// crossroot-compat: symbol=stdc_count_ones_ui since=2.39 library=libc.so.6 do=count_ones bits=ui
// crossroot-compat: symbol=stdc_count_ones_ul since=2.39 library=libc.so.6 do=count_ones bits=ul
// crossroot-compat: symbol=stdc_count_ones_ull since=2.39 library=libc.so.6 do=count_ones bits=ull
// crossroot-compat: symbol=stdc_has_single_bit_uc since=2.39 library=libc.so.6 do=has_single_bit bits=uc
// crossroot-compat: symbol=stdc_has_single_bit_us since=2.39 library=libc.so.6 do=has_single_bit bits=us
// crossroot-compat: symbol=stdc_has_single_bit_ui since=2.39 library=libc.so.6 do=has_single_bit bits=ui
// crossroot-compat: symbol=stdc_has_single_bit_ul since=2.39 library=libc.so.6 do=has_single_bit bits=ul
// crossroot-compat: symbol=stdc_has_single_bit_ull since=2.39 library=libc.so.6 do=has_single_bit bits=ull
// crossroot-compat: symbol=stdc_bit_width_uc since=2.39 library=libc.so.6 do=bit_width bits=uc
// crossroot-compat: symbol=stdc_bit_width_us since=2.39 library=libc.so.6 do=bit_width bits=us
// crossroot-compat: symbol=stdc_bit_width_ui since=2.39 library=libc.so.6 do=bit_width bits=ui
// crossroot-compat: symbol=stdc_bit_width_ul since=2.39 library=libc.so.6 do=bit_width bits=ul
// crossroot-compat: symbol=stdc_bit_width_ull since=2.39 library=libc.so.6 do=bit_width bits=ull
// crossroot-compat: symbol=stdc_bit_floor_uc since=2.39 library=libc.so.6 do=bit_floor bits=uc
// crossroot-compat: symbol=stdc_bit_floor_us since=2.39 library=libc.so.6 do=bit_floor bits=us
// crossroot-compat: symbol=stdc_bit_floor_ui since=2.39 library=libc.so.6 do=bit_floor bits=ui
// crossroot-compat: symbol=stdc_bit_floor_ul since=2.39 library=libc.so.6 do=bit_floor bits=ul
// crossroot-compat: symbol=stdc_bit_floor_ull since=2.39 library=libc.so.6 do=bit_floor bits=ull
// crossroot-compat: symbol=stdc_bit_ceil_uc since=2.39 library=libc.so.6 do=bit_ceil bits=uc
// crossroot-compat: symbol=stdc_bit_ceil_us since=2.39 library=libc.so.6 do=bit_ceil bits=us
// crossroot-compat: symbol=stdc_bit_ceil_ui since=2.39 library=libc.so.6 do=bit_ceil bits=ui
// crossroot-compat: symbol=stdc_bit_ceil_ul since=2.39 library=libc.so.6 do=bit_ceil bits=ul
// crossroot-compat: symbol=stdc_bit_ceil_ull since=2.39 library=libc.so.6 do=bit_ceil bits=ull
// C23 7.18, <stdbit.h>. Headers of glibc answer in place; what is here is for code that
// takes an address, or was compiled by a compiler that they do not know.
#include <stdbool.h>

typedef unsigned char bits_uc;
typedef unsigned short bits_us;
typedef unsigned int bits_ui;
typedef unsigned long bits_ul;
typedef unsigned long long bits_ull;

#define PASTED(left, right) left##right
#define PASTE(left, right) PASTED(left, right)
typedef PASTE(bits_, COMPAT_bits) bits;

enum { width = 8 * sizeof(bits), spare = 8 * sizeof(unsigned long long) - width };

static inline unsigned zeros_before(bits value)
{
  return value == 0 ? width : (unsigned)__builtin_clzll(value) - spare;
}
static inline unsigned zeros_behind(bits value)
{
  return value == 0 ? width : (unsigned)__builtin_ctzll(value);
}
static inline unsigned ones_in(bits value)
{
  return (unsigned)__builtin_popcountll(value);
}
static inline unsigned place(unsigned zeros) { return zeros == width ? 0 : zeros + 1; }

// One of these is what COMPAT_do names, with the type of its answer.
#define ANSWER_leading_zeros unsigned, zeros_before(value)
#define ANSWER_leading_ones unsigned, zeros_before((bits)~value)
#define ANSWER_trailing_zeros unsigned, zeros_behind(value)
#define ANSWER_trailing_ones unsigned, zeros_behind((bits)~value)
#define ANSWER_first_leading_zero unsigned, place(zeros_before((bits)~value))
#define ANSWER_first_leading_one unsigned, place(zeros_before(value))
#define ANSWER_first_trailing_zero unsigned, place(zeros_behind((bits)~value))
#define ANSWER_first_trailing_one unsigned, place(zeros_behind(value))
#define ANSWER_count_zeros unsigned, width - ones_in(value)
#define ANSWER_count_ones unsigned, ones_in(value)
#define ANSWER_has_single_bit bool, ones_in(value) == 1
#define ANSWER_bit_width unsigned, width - zeros_before(value)
#define ANSWER_bit_floor                                                                 \
  bits, value == 0 ? 0 : (bits)((bits)1 << (width - 1 - zeros_before(value)))
#define ANSWER_bit_ceil                                                                  \
  bits, value <= 1                 ? 1                                                   \
  : value > (bits)1 << (width - 1) ? 0                                                   \
      : (bits)((bits)1 << (width - zeros_before((bits)(value - 1))))

#define DEFINED(type, ...)                                                               \
  __attribute__((weak, visibility("hidden"))) type COMPAT_SYMBOL(bits value)             \
  {                                                                                      \
    return __VA_ARGS__;                                                                  \
  }
#define DEFINE(...) DEFINED(__VA_ARGS__)
DEFINE(PASTE(ANSWER_, COMPAT_do))
