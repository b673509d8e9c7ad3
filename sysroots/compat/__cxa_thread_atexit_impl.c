// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=__cxa_thread_atexit_impl since=2.18 library=libc.so.6
// The Itanium C++ ABI's __cxa_thread_atexit: destructors of thread_local objects, last
// made first. As libstdc++ does on systems without it: a thread's list runs by a
// pthread key, the exiting thread's by atexit. The library that holds a destructor is
// not kept loaded, so a c-shared output must not be unloaded while its threads run,
// which Go forbids anyway.
#define _GNU_SOURCE 1
#include <pthread.h>
#include <stdlib.h>

struct pending {
  void (*destructor)(void *);
  void *object;
  struct pending *next;
};

static __thread struct pending *first;
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void run_list(void *unused)
{
  (void)unused;
  while (first != NULL) {
    struct pending *current = first;
    first = current->next;
    current->destructor(current->object);
    free(current);
  }
}

static void run_at_exit(void) { run_list(NULL); }

static void prepare(void)
{
  if (pthread_key_create(&key, run_list) != 0 || atexit(run_at_exit) != 0) {
    abort();
  }
}

__attribute__((weak, visibility("hidden")))
int __cxa_thread_atexit_impl(void (*destructor)(void *), void *object,
                             void *library)
{
  (void)library;
  pthread_once(&once, prepare);
  struct pending *made = malloc(sizeof *made);
  if (made == NULL) {
    return -1;
  }
  made->destructor = destructor;
  made->object = object;
  made->next = first;
  first = made;
  pthread_setspecific(key, made); // any value but null makes the key's destructor run
  return 0;
}
