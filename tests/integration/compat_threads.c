// SPDX-License-Identifier: Apache-2.0
// Threads, clocks, thread-local destructors and the search for an object. The types come
// from the host's threads.h, so that a wrong idea of them in a replacement shows here.
#define _GNU_SOURCE 1
#include "compat_behaviour.h"

#include <dlfcn.h>
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <string.h>
#include <threads.h>
#include <time.h>

int __issignaling(double value);
int __iseqsig(double a, double b);

void floating_point(void)
{
  uint64_t bits = 0x7ff0000000000001;
  double signaling;
  memcpy(&signaling, &bits, sizeof bits);
  CHECK(__issignaling(signaling) == 1);
  CHECK(__issignaling(NAN) == 0 && __issignaling(1.0) == 0);
  CHECK(__issignaling(INFINITY) == 0);
  errno = 0;
  CHECK(__iseqsig(1.0, 1.0) == 1 && __iseqsig(1.0, 2.0) == 0 && errno == 0);
  CHECK(__iseqsig(1.0, NAN) == 0 && errno == EDOM);
}

static mtx_t mutex;
static cnd_t condition;
static tss_t slot;
static int counter, made, destroyed;
static once_flag flag = ONCE_FLAG_INIT;

static void count_made(void) { ++made; }
static void count_destroyed(void *value) { destroyed += *(int *)value; }

static int work(void *argument)
{
  static int one = 1;
  call_once(&flag, count_made);
  tss_set(slot, &one);
  for (int i = 0; i < 1000; ++i) {
    mtx_lock(&mutex);
    ++counter;
    mtx_unlock(&mutex);
  }
  mtx_lock(&mutex);
  cnd_signal(&condition);
  mtx_unlock(&mutex);
  if (argument != NULL) {
    thrd_exit(-7);
  }
  return 42;
}

static struct timespec after(clockid_t clock, long milliseconds)
{
  struct timespec time;
  clock_gettime(clock, &time);
  time.tv_nsec += milliseconds * 1000000;
  time.tv_sec += time.tv_nsec / 1000000000;
  time.tv_nsec %= 1000000000;
  return time;
}

void threads(void)
{
  thrd_t workers[4];
  int result = 0;
  CHECK(mtx_init(&mutex, mtx_plain) == thrd_success);
  CHECK(cnd_init(&condition) == thrd_success);
  CHECK(tss_create(&slot, count_destroyed) == thrd_success);
  for (int i = 0; i < 4; ++i) {
    CHECK(thrd_create(&workers[i], work, i % 2 ? &counter : NULL) == thrd_success);
  }
  mtx_lock(&mutex);
  while (counter < 4000) {
    struct timespec soon = after(CLOCK_REALTIME, 20);
    cnd_timedwait(&condition, &mutex, &soon);
  }
  mtx_unlock(&mutex);
  for (int i = 0; i < 4; ++i) {
    CHECK(thrd_join(workers[i], &result) == thrd_success);
    CHECK(result == (i % 2 ? -7 : 42));
  }
  CHECK(counter == 4000 && made == 1 && destroyed == 4);
  CHECK(thrd_equal(thrd_current(), thrd_current()) && thrd_current() == pthread_self());
  mtx_lock(&mutex);
  struct timespec past = after(CLOCK_REALTIME, 5);
  CHECK(mtx_trylock(&mutex) == thrd_busy);
  CHECK(mtx_timedlock(&mutex, &past) == thrd_timedout);
  CHECK(cnd_timedwait(&condition, &mutex, &past) == thrd_timedout);
  mtx_unlock(&mutex);
  mtx_t recursive;
  CHECK(mtx_init(&recursive, mtx_timed | mtx_recursive) == thrd_success);
  CHECK(mtx_lock(&recursive) == 0 && mtx_lock(&recursive) == 0);
  struct timespec short_while = {0, 1000000}, wrong = {0, -1};
  CHECK(thrd_sleep(&short_while, NULL) == 0);
  errno = 5;
  CHECK(thrd_sleep(&wrong, NULL) < -1 && errno == 5);
}

void clocks(void)
{
  pthread_mutex_t held = PTHREAD_MUTEX_INITIALIZER;
  pthread_cond_t never = PTHREAD_COND_INITIALIZER;
  pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
  sem_t semaphore;
  sem_init(&semaphore, 0, 0);
  pthread_mutex_lock(&held);
  for (int i = 0; i < 2; ++i) {
    const clockid_t clock = i == 0 ? CLOCK_REALTIME : CLOCK_MONOTONIC;
    struct timespec until = after(clock, 30), wrong = {0, 1000000000}, now;
    CHECK(pthread_mutex_clocklock(&held, clock, &until) == ETIMEDOUT);
    clock_gettime(clock, &now);
    CHECK(now.tv_sec > until.tv_sec ||
          (now.tv_sec == until.tv_sec && now.tv_nsec >= until.tv_nsec));
    until = after(clock, 30);
    int reason = 0;
    while ((reason = pthread_cond_clockwait(&never, &held, clock, &until)) == 0) {
    }
    CHECK(reason == ETIMEDOUT);
    until = after(clock, 10);
    CHECK(sem_clockwait(&semaphore, clock, &until) == -1 && errno == ETIMEDOUT);
    CHECK(pthread_mutex_clocklock(&held, clock, &wrong) == EINVAL);
    sem_post(&semaphore);
    CHECK(sem_clockwait(&semaphore, clock, &until) == 0);
    CHECK(pthread_rwlock_clockrdlock(&lock, clock, &until) == 0);
    until = after(clock, 10);
    CHECK(pthread_rwlock_clockwrlock(&lock, clock, &until) == ETIMEDOUT);
    pthread_rwlock_unlock(&lock);
    CHECK(pthread_rwlock_clockwrlock(&lock, clock, &until) == 0);
    pthread_rwlock_unlock(&lock);
  }
  struct timespec until = after(CLOCK_MONOTONIC, 10);
  CHECK(pthread_mutex_clocklock(&held, CLOCK_PROCESS_CPUTIME_ID, &until) == EINVAL);
}

static int same_clock(clockid_t clock, const char *name)
{
  int (*original)(clockid_t, struct timespec *) =
      (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, name);
  struct timespec ours = {-1, -1}, theirs = {-2, -2};
  const int ours_failed = clock_getres(clock, &ours);
  return ours_failed == original(clock, &theirs) &&
         (ours_failed != 0 ||
          (ours.tv_sec == theirs.tv_sec && ours.tv_nsec == theirs.tv_nsec));
}

void clocks_of_librt(void)
{
  struct timespec now = {0, 0}, later = {0, 0}, left = {0, 0};
  clockid_t mine = 0, theirs = 1;
  CHECK(clock_gettime(CLOCK_MONOTONIC, &now) == 0 && now.tv_nsec < 1000000000);
  CHECK(clock_gettime(CLOCK_MONOTONIC, &later) == 0 && later.tv_sec >= now.tv_sec);
  errno = 0;
  CHECK(clock_gettime(12345, &now) == -1 && errno == EINVAL);
  CHECK(same_clock(CLOCK_MONOTONIC, "clock_getres"));
  CHECK(same_clock(12345, "clock_getres"));
  errno = 0;
  CHECK(clock_settime(CLOCK_MONOTONIC, &now) == -1 && errno == EINVAL);
  errno = 7;
  now = (struct timespec){0, 1000};
  CHECK(clock_nanosleep(CLOCK_MONOTONIC, 0, &now, &left) == 0);
  CHECK(clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &now, NULL) == EINVAL);
  now.tv_nsec = 1000000000;
  CHECK(clock_nanosleep(CLOCK_MONOTONIC, 0, &now, NULL) == EINVAL);
  int (*original)(pid_t, clockid_t *) =
      (int (*)(pid_t, clockid_t *))dlsym(RTLD_NEXT, "clock_getcpuclockid");
  CHECK(clock_getcpuclockid(0, &mine) == 0 && original(0, &theirs) == 0);
  CHECK(mine == theirs);
  CHECK(clock_getcpuclockid(999999999, &mine) == ESRCH && errno == 7);
}

int __cxa_thread_atexit_impl(void (*destructor)(void *), void *object, void *library);

static char order[8];

static void note(void *letter) { strncat(order, letter, 1); }

static void note_and_add(void *letter)
{
  note(letter);
  __cxa_thread_atexit_impl(note, (void *)"c", NULL);
}

static void *leave_three(void *unused)
{
  (void)unused;
  __cxa_thread_atexit_impl(note, (void *)"a", NULL);
  __cxa_thread_atexit_impl(note_and_add, (void *)"b", NULL);
  return NULL;
}

void thread_exit(void)
{
  pthread_t thread;
  pthread_create(&thread, NULL, leave_three, NULL);
  pthread_join(thread, NULL);
  CHECK(strcmp(order, "bca") == 0);
}

struct found {
  unsigned long long flags;
  char *start, *end;
  void *link_map, *eh_frame, *rest[16];
};
int _dl_find_object_of_compat(void *address, struct found *found)
    __asm__("_dl_find_object");

void object_search(void)
{
  struct found ours = {0}, theirs = {0};
  void *places[] = {(void *)(uintptr_t)object_search, dlsym(RTLD_DEFAULT, "printf")};
  void *real_name = dlsym(dlopen("libc.so.6", RTLD_NOW), "_dl_find_object");
  int (*real)(void *, struct found *) = NULL;
  memcpy(&real, &real_name, sizeof real);
  for (int i = 0; i < 2; ++i) {
    CHECK(_dl_find_object_of_compat(places[i], &ours) == 0);
    CHECK((char *)places[i] >= ours.start && (char *)places[i] < ours.end);
    if (real != NULL && real(places[i], &theirs) == 0) {
      CHECK(ours.eh_frame == theirs.eh_frame);
    }
  }
  CHECK(_dl_find_object_of_compat((void *)16, &ours) == -1);
}
