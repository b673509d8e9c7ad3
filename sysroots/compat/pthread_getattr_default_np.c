// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=pthread_getattr_default_np since=2.18 library=libpthread.so.0
// pthread_getattr_default_np(3). Before 2.18 nothing can change the defaults (and no
// replacement can), so that they are those of fresh attributes.
#define _GNU_SOURCE 1
#include <pthread.h>

__attribute__((weak, visibility("hidden")))
int pthread_getattr_default_np(pthread_attr_t *attributes)
{
  size_t stack_size;
  int reason = pthread_attr_init(attributes);
  if (reason == 0) {
    // The default itself, where fresh attributes only stand for it.
    reason = pthread_attr_getstacksize(attributes, &stack_size);
  }
  return reason == 0 ? pthread_attr_setstacksize(attributes, stack_size) : reason;
}
