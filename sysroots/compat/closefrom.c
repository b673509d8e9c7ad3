// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=closefrom since=2.34 library=libc.so.6
// closefrom(3). Before Linux 5.9 the open files are listed in /proc; it cannot fail, so
// without either the program stops, as with glibc.
#define _GNU_SOURCE 1
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_close_range
#define SYS_close_range 436 // one number for every architecture since Linux 5.1
#endif

__attribute__((weak, visibility("hidden")))
void closefrom(int least)
{
  unsigned first = least < 0 ? 0 : (unsigned)least;
  if (syscall(SYS_close_range, first, UINT_MAX, 0) == 0) {
    return;
  }
  DIR *folder = opendir("/proc/self/fd");
  if (folder == NULL) {
    abort();
  }
  for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
    if (entry->d_name[0] < '0' || entry->d_name[0] > '9') {
      continue;
    }
    long file = strtol(entry->d_name, NULL, 10);
    if (file >= (long)first && file != dirfd(folder)) {
      close((int)file); // the kernel lists by number: entries to come stay in place
    }
  }
  closedir(folder);
}
