// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=epoll_pwait2 since=2.35 library=libc.so.6
// epoll_pwait2(2), as epoll_wait(2) tells. ENOSYS before Linux 5.11, as with glibc. The
// kernel wants the size of its own signal set.
#define _GNU_SOURCE 1
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#ifndef SYS_epoll_pwait2
#define SYS_epoll_pwait2 441 // one number for every architecture since Linux 5.1
#endif

struct epoll_event;

__attribute__((weak, visibility("hidden")))
int epoll_pwait2(int epoll, struct epoll_event *events, int count,
                 const struct timespec *timeout, const sigset_t *mask)
{
  return (int)syscall(SYS_epoll_pwait2, epoll, events, count, timeout, mask, _NSIG / 8);
}
