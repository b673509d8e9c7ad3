// SPDX-License-Identifier: Apache-2.0
// What the first release for a CPU had is enough for this.
#include "../calls.h"

#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

static void* add_one(void* argument)
{
  ++*(int*)argument;
  return argument;
}

int main(void)
{
  int sum = 0;
  pthread_t thread;
  struct stat facts;
  struct timespec now;
  if (pthread_create(&thread, NULL, add_one, &sum) != 0 ||
      pthread_join(thread, NULL) != 0 || sum != 1 || stat("/", &facts) != 0 ||
      clock_gettime(CLOCK_MONOTONIC, &now) != 0 || *first_failing_own() != '\0') {
    return 1;
  }
  puts("all calls answered");
  return 0;
}
