// SPDX-License-Identifier: Apache-2.0
// C11 threads and waits by a clock of one's choice.
#include "answers.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

int pthread_cond_clockwait(pthread_cond_t *, pthread_mutex_t *, clockid_t,
                           const struct timespec *);
int pthread_mutex_clocklock(pthread_mutex_t *, clockid_t, const struct timespec *);
int pthread_rwlock_clockrdlock(pthread_rwlock_t *, clockid_t, const struct timespec *);
int pthread_rwlock_clockwrlock(pthread_rwlock_t *, clockid_t, const struct timespec *);
int sem_clockwait(sem_t *, clockid_t, const struct timespec *);
int pthread_clockjoin_np(pthread_t, void **, clockid_t, const struct timespec *);
int pthread_getattr_default_np(pthread_attr_t *);
int timespec_getres(struct timespec *, int);
int __cxa_thread_atexit_impl(void (*)(void *), void *, void *);
extern char __libc_single_threaded;
extern char __dso_handle __attribute__((visibility("hidden")));

static int returned(void *argument) { return *(int *)argument + 1; }
static int left(void *argument)
{
  (void)argument;
  thrd_exit(77);
}
static tss_t key;
static int destroyed, once_runs;
static void destroy(void *value) { destroyed += *(int *)value; }
static int keep(void *argument)
{
  TELL(tss_set(key, argument));
  TELL(tss_get(key) == argument);
  return 0;
}
static void count_once(void) { ++once_runs; }

static void say_c11(void)
{
  thrd_t thread;
  int number = 4, result = -1;
  TELL(thrd_create(&thread, returned, &number));
  TELL(thrd_join(thread, &result));
  TELL(result);
  TELL(thrd_create(&thread, left, NULL));
  TELL(thrd_join(thread, &result));
  TELL(result);
  TELL(thrd_equal(thrd_current(), thrd_current()) != 0);
  TELL(tss_create(&key, destroy));
  TELL(thrd_create(&thread, keep, &number));
  TELL(thrd_join(thread, NULL));
  TELL(destroyed);
  TELL(tss_get(key) == NULL);
  tss_delete(key);
  static once_flag once = ONCE_FLAG_INIT;
  call_once(&once, count_once);
  call_once(&once, count_once);
  TELL(once_runs);
  mtx_t mutex;
  TELL(mtx_init(&mutex, mtx_timed | mtx_recursive));
  TELL(mtx_lock(&mutex));
  TELL(mtx_trylock(&mutex));
  TELL(mtx_unlock(&mutex));
  TELL(mtx_unlock(&mutex));
  mtx_destroy(&mutex);
  TELL(mtx_init(&mutex, 99));
  TELL(mtx_init(&mutex, mtx_plain));
  TELL(mtx_lock(&mutex));
  TELL(mtx_trylock(&mutex));
  const struct timespec past = {1, 0}, wrong = {1, -1}, moment = {0, 1000};
  TELL(mtx_timedlock(&mutex, &past));
  cnd_t condition;
  TELL(cnd_init(&condition));
  TELL(cnd_timedwait(&condition, &mutex, &past));
  TELL(cnd_signal(&condition));
  TELL(cnd_broadcast(&condition));
  cnd_destroy(&condition);
  TELL(mtx_unlock(&mutex));
  TELL(thrd_sleep(&moment, NULL));
  TELL(thrd_sleep(&wrong, NULL));
  thrd_yield();
  struct timespec now = {0, 0};
  TELL(timespec_get(&now, TIME_UTC));
  TELL(now.tv_sec > 1500000000);
  TELL(timespec_get(&now, 99));
  TELL(timespec_getres(&now, TIME_UTC));
  TELL(now.tv_sec * 1000000000 + now.tv_nsec);
  TELL(timespec_getres(&now, 99));
  TELL(timespec_getres(NULL, TIME_UTC));
}

static void *sleep_long(void *argument)
{
  (void)argument;
  usleep(200000);
  return (void *)(intptr_t)42;
}

static void say_clocks_of(clockid_t clock)
{
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
  pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
  sem_t semaphore;
  sem_init(&semaphore, 0, 1);
  const struct timespec past = {1, 0}, wrong = {1, 1000000000};
  struct timespec soon = {0, 0};
  clock_gettime(CLOCK_MONOTONIC, &soon);
  soon.tv_sec += 60;
  TELL(clock);
  TELL(pthread_mutex_clocklock(&mutex, clock, &past));
  TELL(pthread_cond_clockwait(&condition, &mutex, clock, &past));
  TELL(pthread_cond_clockwait(&condition, &mutex, clock, &wrong));
  TELL(pthread_mutex_clocklock(&mutex, clock, &past));
  TELL(pthread_mutex_clocklock(&mutex, clock, &wrong));
  TELL(pthread_mutex_unlock(&mutex));
  TELL(pthread_rwlock_clockwrlock(&lock, clock, &past));
  TELL(pthread_rwlock_clockrdlock(&lock, clock, &past) != 0);
  TELL(pthread_rwlock_unlock(&lock));
  TELL(pthread_rwlock_clockrdlock(&lock, clock, &past));
  TELL(pthread_rwlock_clockrdlock(&lock, clock, &past));
  TELL(pthread_rwlock_clockwrlock(&lock, clock, &past) != 0);
  SAY(sem_clockwait(&semaphore, clock, &past));
  SAY(sem_clockwait(&semaphore, clock, &past));
  SAY(sem_clockwait(&semaphore, clock, &wrong));
  pthread_t thread;
  void *result = NULL;
  pthread_create(&thread, NULL, sleep_long, NULL);
  TELL(pthread_clockjoin_np(thread, &result, clock, &past));
  TELL(pthread_clockjoin_np(thread, &result, clock, NULL));
  TELL((intptr_t)result);
  if (clock == CLOCK_PROCESS_CPUTIME_ID) {
    pthread_join(thread, NULL); // no clock to wait by
  }
  if (clock == CLOCK_MONOTONIC) {
    pthread_create(&thread, NULL, sleep_long, NULL);
    TELL(pthread_clockjoin_np(thread, &result, clock, &soon));
  }
}

static int ran;
static void at_exit(void *object) { ran = ran * 10 + *(int *)object; }
static void *with_destructors(void *argument)
{
  static int first = 1, second = 2;
  (void)argument;
  TELL(__cxa_thread_atexit_impl(at_exit, &first, &__dso_handle));
  TELL(__cxa_thread_atexit_impl(at_exit, &second, &__dso_handle));
  return NULL;
}

void say_threads(void)
{
  say_c11();
  say_clocks_of(CLOCK_REALTIME);
  say_clocks_of(CLOCK_MONOTONIC);
  say_clocks_of(CLOCK_PROCESS_CPUTIME_ID);
  pthread_t thread;
  pthread_create(&thread, NULL, with_destructors, NULL);
  pthread_join(thread, NULL);
  TELL(ran);
  TELL(__libc_single_threaded); // Go's threads are there
  pthread_attr_t attributes, fresh;
  size_t size = 0, fresh_size = 1;
  TELL(pthread_getattr_default_np(&attributes));
  pthread_attr_init(&fresh);
  pthread_attr_getstacksize(&attributes, &size);
  pthread_attr_getstacksize(&fresh, &fresh_size);
  TELL(size == fresh_size);
  pthread_attr_destroy(&attributes);
}
