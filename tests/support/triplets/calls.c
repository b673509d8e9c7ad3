// SPDX-License-Identifier: Apache-2.0
// Where CPUs and their libraries differ: how floating point and structures travel, the
// width of offsets and clocks, numbers of system calls, threads.
#define _FILE_OFFSET_BITS 64
#define _GNU_SOURCE 1
#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct mixed {
  float part;
  int64_t whole;
  double rest;
};

__attribute__((noinline)) static double sum(struct mixed by_value, float f, double d)
{
  return by_value.part + (double)by_value.whole + by_value.rest + f + d;
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t counted;

static void *count(void *nothing)
{
  for (int i = 0; i < 1000; i++) {
    pthread_mutex_lock(&lock);
    counted++;
    pthread_mutex_unlock(&lock);
  }
  return nothing;
}

int main(int argc, char **argv)
{
  double (*volatile power)(double, double) = pow; // not at compile time
  unsigned char random[8];
  struct timespec now;
  struct stat self;
  pthread_t threads[4];
  (void)argc;
  for (int i = 0; i < 4; i++)
    if (pthread_create(&threads[i], NULL, count, NULL) != 0)
      return 1;
  for (int i = 0; i < 4; i++)
    pthread_join(threads[i], NULL);
  if (getrandom(random, sizeof random, 0) != sizeof random ||
      clock_gettime(CLOCK_MONOTONIC, &now) != 0 || stat(argv[0], &self) != 0 ||
      sizeof self.st_size != 8 || self.st_size < 1000)
    return 2;
  struct mixed mixed = {0.5F, 40, 0.25};
  printf("%g %g %d\n", sum(mixed, 1.0F, 0.25), power(2, 10), (int)counted);
  return 0;
}
