// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=pidfd_getpid since=2.39 library=libc.so.6
// pidfd_getpid of the glibc manual ("Querying a Process"), as glibc does it: the Pid line
// of /proc/self/fdinfo. EBADF for what is no process descriptor, EREMOTE for a process of
// another pid namespace, ESRCH for one that is gone.
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

__attribute__((weak, visibility("hidden")))
pid_t pidfd_getpid(int process)
{
  char path[64], text[1024];
  if (process < 0) {
    errno = EBADF;
    return -1;
  }
  snprintf(path, sizeof path, "/proc/self/fdinfo/%d", process);
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    if (errno == ENOENT) {
      errno = EBADF;
    }
    return -1;
  }
  const ssize_t length = read(file, text, sizeof text - 1);
  const int reason = errno;
  close(file);
  if (length < 0) {
    errno = reason;
    return -1;
  }
  text[length] = '\0';
  const char *line = strstr(text, "\nPid:");
  if (line == NULL) {
    errno = EBADF;
    return -1;
  }
  const long id = strtol(line + strlen("\nPid:"), NULL, 10);
  if (id <= 0) {
    errno = id == 0 ? EREMOTE : ESRCH;
    return -1;
  }
  errno = reason;
  return (pid_t)id;
}
