// SPDX-License-Identifier: Apache-2.0
// Built twice, as one.so and two.so, at a floor that lacks C11 threads: each carries
// copies of the replacements, hidden from the other. NAME tells them apart.
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <threads.h>

#define TEXT(word) #word
#define TEXT_OF(word) TEXT(word)

namespace {

tss_t key;
once_flag once = ONCE_FLAG_INIT;
mtx_t mutex;
int initialised, destroyed, ended;

struct OnThreadExit {
  ~OnThreadExit() { ++ended; }
  int touched = 0;
};
thread_local OnThreadExit at_thread_exit;

void count_destroyed(void*)
{
  ++destroyed;
}

void say_goodbye()
{
  puts(TEXT_OF(NAME) " says goodbye");
}

void initialise()
{
  ++initialised;
  if (tss_create(&key, count_destroyed) != thrd_success ||
      mtx_init(&mutex, mtx_timed) != thrd_success || atexit(say_goodbye) != 0) {
    abort();
  }
}

int in_thread(void* argument)
{
  call_once(&once, initialise);
  at_thread_exit.touched = 1;
  char byte;
  return tss_get(key) == nullptr && tss_set(key, argument) == thrd_success &&
                 tss_get(key) == argument && mtx_lock(&mutex) == thrd_success &&
                 mtx_unlock(&mutex) == thrd_success && getrandom(&byte, 1, 0) == 1
             ? 7
             : 1;
}

} // namespace

/// Four threads, each with a value and an object that end with it; "" or what went wrong.
extern "C" const char* work()
{
  thrd_t threads[4];
  for (auto& thread : threads) {
    if (thrd_create(&thread, in_thread, &thread) != thrd_success) {
      return "thrd_create";
    }
  }
  for (auto& thread : threads) {
    int result = 0;
    if (thrd_join(thread, &result) != thrd_success || result != 7) {
      return "thread";
    }
  }
  return initialised != 1                       ? "call_once"
         : destroyed % 4 != 0 || destroyed == 0 ? "tss destructors"
         : ended != destroyed                   ? "thread_local destructors"
                                                : "";
}

/// This thread's value in this library's key.
extern "C" void* keep(void* value)
{
  return tss_set(key, value) == thrd_success ? tss_get(key) : nullptr;
}
extern "C" void* kept()
{
  return tss_get(key);
}
