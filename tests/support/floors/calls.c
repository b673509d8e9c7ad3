// SPDX-License-Identifier: Apache-2.0
// Wants what newer glibcs declare, and has the compat archive answer.
#define _CROSSROOT_ALL_FUNCTIONS 1
#include "calls.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#define CHECK(name, condition)                                                         \
  do {                                                                                 \
    if (!(condition)) {                                                                \
      return name;                                                                     \
    }                                                                                  \
  } while (0)

static void* add_one(void* argument)
{
  ++*(int*)argument;
  return argument;
}

static int add_two(void* argument)
{
  *(int*)argument += 2;
  return 7;
}

static const char* files(void)
{
  char buffer[16];
  CHECK("getrandom", getrandom(buffer, sizeof buffer, 0) == sizeof buffer);
  CHECK("getentropy", getentropy(buffer, sizeof buffer) == 0);
  const int file = memfd_create("floors", MFD_CLOEXEC);
  CHECK("memfd_create", file >= 0 && ftruncate(file, 100) == 0);
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  CHECK("fcntl", fcntl(file, F_SETLK, &lock) == 0 && fcntl(file, F_GETFD) == FD_CLOEXEC);
  struct stat facts;
  CHECK("fstat", fstat(file, &facts) == 0 && facts.st_size == 100);
  CHECK("stat", stat("/", &facts) == 0 && S_ISDIR(facts.st_mode));
  CHECK("lstat", lstat("/no-such-file", &facts) == -1 && errno == ENOENT);
  CHECK("fstatat", fstatat(AT_FDCWD, "/", &facts, 0) == 0);
  struct statx more;
  CHECK("statx", statx(AT_FDCWD, "/", 0, STATX_TYPE, &more) == 0);
  CHECK("gettid", gettid() > 0);
  close(file);
  return "";
}

static const char* text_and_numbers(void)
{
  char* end = NULL;
  CHECK("strtol", strtol("42x", &end, 10) == 42 && *end == 'x');
  CHECK("strtoumax", strtoumax("0x10", NULL, 16) == 16);
  int number = 0;
  CHECK("sscanf", sscanf("n=17", "n=%d", &number) == 1 && number == 17);
  char* memory = reallocarray(NULL, 4, 8);
  CHECK("reallocarray", memory != NULL);
  CHECK("reallocarray overflow", reallocarray(memory, SIZE_MAX, 8) == NULL);
  explicit_bzero(memory, 32);
  CHECK("explicit_bzero", memory[31] == 0);
  memcpy(memory, "abc", 4);
  CHECK("memcpy", strcmp(memory, "abc") == 0);
  free(memory);
  volatile double two = 2;
  CHECK("pow", pow(two, 10) == 1024);
  CHECK("exp", fabs(exp(two) - 7.389056) < 1e-6);
  CHECK("log", fabs(log(two) - 0.693147) < 1e-6);
  CHECK("fmod", fmod(two, 1.5) == 0.5);
  volatile float four = 4;
  CHECK("powf", powf(four, 2) == 16 && fabsf(exp2f(four) - 16) < 1e-5F);
  return "";
}

static const char* with_threads(void)
{
  int sum = 0;
  pthread_t posix;
  CHECK("pthread_create", pthread_create(&posix, NULL, add_one, &sum) == 0);
  CHECK("pthread_join", pthread_join(posix, NULL) == 0 && sum == 1);
  thrd_t standard;
  int result = 0;
  CHECK("thrd_create", thrd_create(&standard, add_two, &sum) == thrd_success);
  CHECK("thrd_join", thrd_join(standard, &result) == thrd_success && result == 7);
  mtx_t mutex;
  CHECK("mtx_init", mtx_init(&mutex, mtx_timed) == thrd_success);
  CHECK("mtx_lock", mtx_lock(&mutex) == thrd_success);
  CHECK("mtx_unlock", mtx_unlock(&mutex) == thrd_success);
  struct timespec now;
  CHECK("clock_gettime", clock_gettime(CLOCK_MONOTONIC, &now) == 0);
  CHECK("nanosleep", clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){0, 1000},
                                     NULL) == 0);
  sem_t semaphore;
  CHECK("sem_init", sem_init(&semaphore, 0, 0) == 0);
  CHECK("sem_timedwait", sem_timedwait(&semaphore, &(struct timespec){1, 0}) == -1 &&
                             errno == ETIMEDOUT);
  return "";
}

const char* first_failing_call(void)
{
  const char* name = files();
  if (*name == '\0') {
    name = text_and_numbers();
  }
  return *name == '\0' ? with_threads() : name;
}
