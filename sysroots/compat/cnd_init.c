// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=cnd_init since=2.28 library=libpthread.so.0
// C11 7.28 cnd_init, by the POSIX call. glibc's types are those of pthread.h with the
// same sizes.
#define _GNU_SOURCE 1
#include <errno.h>
#include <pthread.h>

// thrd_success and its kin, as glibc's threads.h numbers them.
enum { success = 0, busy = 1, error = 2, no_memory = 3, timed_out = 4 };

static int status_of(int reason)
{
  switch (reason) {
  case 0: return success;
  case EBUSY: return busy;
  case ENOMEM: return no_memory;
  case ETIMEDOUT: return timed_out;
  default: return error;
  }
}

__attribute__((visibility("hidden")))
int cnd_init(pthread_cond_t *condition)
{
  return status_of(pthread_cond_init(condition, NULL));
}
