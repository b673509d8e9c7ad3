// SPDX-License-Identifier: Apache-2.0
// The answers of C11's thread functions, from those of the POSIX functions behind them.
#pragma once

#include <errno.h>

// thrd_success and its kin, as glibc's threads.h numbers them.
enum { success = 0, busy = 1, error = 2, no_memory = 3, timed_out = 4 };

static inline int status_of(int reason)
{
  switch (reason) {
  case 0: return success;
  case EBUSY: return busy;
  case ENOMEM: return no_memory;
  case ETIMEDOUT: return timed_out;
  default: return error;
  }
}
