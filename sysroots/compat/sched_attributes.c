// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=sched_setattr since=2.41 library=libc.so.6
// crossroot-compat: symbol=sched_getattr since=2.41 library=libc.so.6
// sched_setattr(2). ENOSYS before Linux 3.14, as with glibc.
#define _GNU_SOURCE 1
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#ifndef SYS_sched_setattr
#if defined(__x86_64__)
#define SYS_sched_setattr 314
#define SYS_sched_getattr 315
#elif defined(__i386__)
#define SYS_sched_setattr 351
#define SYS_sched_getattr 352
#elif defined(__arm__)
#define SYS_sched_setattr 380
#define SYS_sched_getattr 381
#else
#define SYS_sched_setattr 274
#define SYS_sched_getattr 275
#endif
#endif

struct sched_attr;

#ifdef COMPAT_IS_sched_setattr
__attribute__((weak, visibility("hidden")))
int sched_setattr(pid_t thread, struct sched_attr *attributes, unsigned flags)
{
  return (int)syscall(SYS_sched_setattr, thread, attributes, flags);
}
#else
__attribute__((weak, visibility("hidden")))
int sched_getattr(pid_t thread, struct sched_attr *attributes, unsigned size,
                  unsigned flags)
{
  return (int)syscall(SYS_sched_getattr, thread, attributes, size, flags);
}
#endif
