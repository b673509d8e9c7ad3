// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=clock_getcpuclockid since=2.17 library=libc.so.6
// clock_getcpuclockid(3): the error is the answer. Before 2.17 it stood in librt. The
// number of a process's clock is the kernel's: include/linux/posix-timers.h,
// make_process_cpuclock.
#define _GNU_SOURCE 1
#include <errno.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

__attribute__((weak, visibility("hidden")))
int clock_getcpuclockid(pid_t process, clockid_t *clock)
{
  enum { scheduled = 2 };
  const clockid_t number = (clockid_t)(~(unsigned)process << 3 | scheduled);
  const int before = errno;
  const long failed = syscall(SYS_clock_getres, number, NULL);
  const int reason = failed == 0 ? 0 : errno == EINVAL ? ESRCH : errno;
  errno = before;
  if (reason == 0) {
    *clock = number;
  }
  return reason;
}
