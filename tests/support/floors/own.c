// SPDX-License-Identifier: Apache-2.0
// Brings what an old libc lacks, as many packages do: the headers must declare none of it
// below the release that has it.
#include "calls.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#if !__GLIBC_PREREQ(2, 30)
static pid_t gettid(void)
{
  return (pid_t)syscall(SYS_gettid);
}
#endif

#if !__GLIBC_PREREQ(2, 27)
static int memfd_create(const char* name, unsigned flags)
{
  return (int)syscall(SYS_memfd_create, name, flags);
}
#endif

#if !__GLIBC_PREREQ(2, 26)
static void* reallocarray(void* old, size_t count, size_t size)
{
  return size != 0 && count > SIZE_MAX / size ? NULL : realloc(old, count * size);
}
#endif

#if !__GLIBC_PREREQ(2, 25)
static void explicit_bzero(void* memory, size_t size)
{
  memset(memory, 0, size);
}
#endif

#if !__GLIBC_PREREQ(2, 38)
static size_t strlcpy(char* to, const char* from, size_t size)
{
  const size_t length = strlen(from);
  if (size != 0) {
    const size_t kept = length < size ? length : size - 1;
    memcpy(to, from, kept);
    to[kept] = '\0';
  }
  return length;
}
#endif

const char* first_failing_own(void)
{
  char text[4];
  const int file = memfd_create("own", 0);
  void* memory = reallocarray(NULL, 2, 8);
  explicit_bzero(memory, 16);
  free(memory);
  close(file);
  return gettid() <= 0                          ? "gettid"
         : file < 0                             ? "memfd_create"
         : memory == NULL                       ? "reallocarray"
         : strlcpy(text, "own", sizeof text) != 3 ? "strlcpy"
                                                : "";
}
