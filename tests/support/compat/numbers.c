// SPDX-License-Identifier: Apache-2.0
// libm: numbers as hexadecimal fractions, with the exceptions that were raised.
#include "answers.h"

#include <errno.h>
#include <fenv.h>
#include <float.h>
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

int __issignaling(double);
int __issignalingf(float);
int __iseqsig(double, double);
int __iseqsigf(float, float);
int __iseqsigl(long double, long double);
#ifndef __arm__
int __issignalingl(long double);
#endif

#define ONE(X, name) X(name, float, f) X(name, double, ) X(name, long double, l)
#define OF_ONE(X) ONE(X, nextup) ONE(X, nextdown) ONE(X, roundeven)
#define OF_TWO(X)                                                                        \
  ONE(X, fmaxmag)                                                                        \
  ONE(X, fminmag)                                                                        \
  ONE(X, fmaximum)                                                                       \
  ONE(X, fminimum)                                                                       \
  ONE(X, fmaximum_num)                                                                   \
  ONE(X, fminimum_num)                                                                   \
  ONE(X, fmaximum_mag)                                                                   \
  ONE(X, fminimum_mag)                                                                   \
  ONE(X, fmaximum_mag_num)                                                               \
  ONE(X, fminimum_mag_num)
// Under names of ours, since headers declare some of them and not others.
#define DECLARE_ONE(name, type, suffix)                                                  \
  type name##suffix##_here(type) __asm__(#name #suffix);
#define DECLARE_TWO(name, type, suffix)                                                  \
  type name##suffix##_here(type, type) __asm__(#name #suffix);
#define DECLARE_OTHERS(name, type, suffix)                                               \
  long llogb##suffix##_here(type) __asm__("llogb" #suffix);                              \
  int canonicalize##suffix##_here(type *, const type *) __asm__("canonicalize" #suffix);
OF_ONE(DECLARE_ONE)
OF_TWO(DECLARE_TWO)
ONE(DECLARE_OTHERS, )

static void show(const char *name, long double value, int signaling)
{
  const int raised = fetestexcept(FE_ALL_EXCEPT), reason = errno;
  if (value != value) {
    printf("%s = %snan", name, signaling ? "signaling " : "");
  } else {
    printf("%s = %La", name, value);
  }
  printf(" raised%s%s%s%s%s errno %d\n", raised & FE_INEXACT ? " inexact" : "",
         raised & FE_INVALID ? " invalid" : "", raised & FE_UNDERFLOW ? " underflow" : "",
         raised & FE_OVERFLOW ? " overflow" : "", raised & FE_DIVBYZERO ? " division" : "",
         reason);
}

static void clear_all(void)
{
  clear_errno();
  feclearexcept(FE_ALL_EXCEPT);
}

static double signaling_nan(void)
{
  const uint64_t bits = 0x7ff4000000000000;
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}
static float signaling_nanf(void)
{
  const uint32_t bits = 0x7fa00000;
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static const double values[] = {0.0,     -0.0,     1.0,      -1.0,     0.5,     1.5,
                                2.5,     -2.5,     3.5,      1e300,    -1e300,  DBL_MIN,
                                DBL_MAX, -DBL_MAX, INFINITY, -INFINITY, NAN,    4.9e-324,
                                -4.9e-324, 4503599627370497.5, 8388607.5};
enum { count = sizeof values / sizeof *values };

#define SHOW_ONE(name, type, suffix)                                                     \
  {                                                                                      \
    volatile type x = (type)values[i];                                                   \
    clear_all();                                                                         \
    const type answer = name##suffix##_here(x);                                          \
    show(#name #suffix, answer, 0);                                                      \
  }
#define SHOW_TWO(name, type, suffix)                                                     \
  {                                                                                      \
    volatile type x = (type)values[i], y = (type)values[j];                              \
    clear_all();                                                                         \
    const type answer = name##suffix##_here(x, y);                                       \
    show(#name #suffix, answer, 0);                                                      \
  }
#define SHOW_OTHERS(name, type, suffix)                                                  \
  {                                                                                      \
    volatile type x = (type)values[i];                                                   \
    type from = x, into = 7;                                                             \
    clear_all();                                                                         \
    show("llogb" #suffix, (long double)llogb##suffix##_here(x), 0);                      \
    clear_all();                                                                         \
    const int refused = canonicalize##suffix##_here(&into, &from);                       \
    show(refused ? "canonicalize" #suffix " refused" : "canonicalize" #suffix, into, 0); \
  }

static void say_signaling(void)
{
  volatile double s = signaling_nan(), n = NAN, one = 1;
  volatile float sf = signaling_nanf(), nf = (float)NAN, onef = 1;
  TELL(__issignaling(s) != 0);
  TELL(__issignaling(n) != 0);
  TELL(__issignaling(one) != 0);
  TELL(__issignalingf(sf) != 0);
  TELL(__issignalingf(nf) != 0);
#define WITH_SIGNALING(name, type, suffix)                                               \
  clear_all();                                                                           \
  show(#name "(signaling, 1)", name##_here(s, one), __issignaling(name##_here(s, one)) != 0); \
  clear_all();                                                                           \
  show(#name "f(1, signaling)", name##f_here(onef, sf),                                  \
       __issignalingf(name##f_here(onef, sf)) != 0);
#define FOR_DOUBLE(X, name) X(name, double, )
  FOR_DOUBLE(WITH_SIGNALING, fmaxmag)
  FOR_DOUBLE(WITH_SIGNALING, fminmag)
  FOR_DOUBLE(WITH_SIGNALING, fmaximum)
  FOR_DOUBLE(WITH_SIGNALING, fmaximum_num)
  FOR_DOUBLE(WITH_SIGNALING, fminimum_mag)
  FOR_DOUBLE(WITH_SIGNALING, fminimum_mag_num)
  clear_all();
  show("roundeven(signaling)", roundeven_here(s), 0);
  clear_all();
  show("nextup(signaling)", nextup_here(s), 0);
  double into = 1, from = s;
  clear_all();
  TELL(canonicalize_here(&into, &from));
  show("canonicalize(signaling)", into, __issignaling(into) != 0);
  TELL(__iseqsig(one, one));
  clear_all();
  TELL(__iseqsig(one, n));
  show("iseqsig(1, nan)", 0, 0);
  TELL(__iseqsigf(onef, 2));
  TELL(__iseqsigl(3, 3));
#ifndef __arm__
  TELL(__issignalingl((long double)n) != 0);
  TELL(__issignalingl((long double)one) != 0);
#endif
}

/// Old versions of these stand in older libcs: only what is exact is compared.
static void say_old_versions(void)
{
  volatile double two = 2, ten = 10, zero = 0;
  volatile float twof = 2;
  TELL(pow(two, ten));
  TELL(exp(zero));
  TELL(exp2(ten));
  TELL(log(two / two));
  TELL(log2(two * 4));
  TELL(expf(twof - 2));
  TELL(exp2f(twof));
  TELL(log2f(twof));
  TELL(logf(twof / 2));
  TELL(powf(twof, 3));
  TELL(fmod(ten, 3.0));
  TELL(fmodf(7, twof));
  TELL(hypot(3.0, two * 2));
  TELL(lgamma(two));
  TELL(lgammaf(twof));
  TELL(exp10(two));
  TELL(sqrt(two * 8));
}

void say_numbers(void)
{
  for (int i = 0; i < count; ++i) {
    printf("for %a\n", values[i]);
    OF_ONE(SHOW_ONE)
    ONE(SHOW_OTHERS, )
    for (int j = 0; j < count; ++j) {
      printf("and %a\n", values[j]);
      OF_TWO(SHOW_TWO)
    }
  }
  fesetround(FE_UPWARD);
  for (int i = 0; i < count; ++i) {
    OF_ONE(SHOW_ONE)
  }
  fesetround(FE_TONEAREST);
  say_signaling();
  say_old_versions();
  fflush(stdout);
}
