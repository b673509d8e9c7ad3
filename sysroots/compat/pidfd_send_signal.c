// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=pidfd_send_signal since=2.36 library=libc.so.6
// pidfd_send_signal(2). ENOSYS before Linux 5.1, as with glibc.
#define _GNU_SOURCE 1
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424 // one number for every architecture since Linux 5.1
#endif

__attribute__((weak, visibility("hidden")))
int pidfd_send_signal(int process, int signal, void *information, unsigned flags)
{
  return (int)syscall(SYS_pidfd_send_signal, process, signal, information, flags);
}
