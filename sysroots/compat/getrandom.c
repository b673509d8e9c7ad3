// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=getrandom since=2.25 library=libc.so.6
// getrandom(2). A kernel before 3.17 answers ENOSYS; the bytes then come from the
// device that the system call replaced, which never blocks after boot. GRND_RANDOM
// reads the blocking one.
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#define NONBLOCK 1u
#define RANDOM 2u
#define INSECURE 4u

static ssize_t read_device(void *buffer, size_t length, unsigned flags)
{
  const char *device = flags & RANDOM ? "/dev/random" : "/dev/urandom";
  if (flags & ~(NONBLOCK | RANDOM | INSECURE)) {
    errno = EINVAL;
    return -1;
  }
  int file = open(device, O_RDONLY | O_CLOEXEC | O_NOCTTY |
                              (flags & NONBLOCK ? O_NONBLOCK : 0));
  if (file < 0) {
    return -1;
  }
  ssize_t got = read(file, buffer, length);
  int reason = errno;
  close(file);
  errno = reason;
  return got;
}

__attribute__((weak, visibility("hidden")))
ssize_t getrandom(void *buffer, size_t length, unsigned flags)
{
  int before = errno;
  ssize_t got = syscall(SYS_getrandom, buffer, length, flags);
  if (got >= 0 || errno != ENOSYS) {
    return got;
  }
  errno = before;
  return read_device(buffer, length, flags);
}
