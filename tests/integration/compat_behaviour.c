// SPDX-License-Identifier: Apache-2.0
// Calls each replacement by its plain name, which the linker bound to the object in this
// program, and where the host's glibc has the function too, that one through dlsym. With
// --old-kernel a filter first makes the newer system calls answer ENOSYS, as a kernel
// that never heard of them does: then the fallbacks run.
#define _GNU_SOURCE 1
#include "compat_behaviour.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

int failures;
static int old_kernel;

void check(int holds, const char *what, int line)
{
  if (!holds) {
    ++failures;
    fprintf(stderr, "line %d: %s\n", line, what);
  }
}

static void *original(const char *name)
{
  void *libc = dlopen("libc.so.6", RTLD_NOW);
  return libc == NULL ? NULL : dlsym(libc, name);
}

static int hide_new_system_calls(void)
{
  static const int hidden[] = {SYS_getrandom, SYS_statx,     SYS_preadv2, SYS_pwritev2,
                               SYS_renameat2, SYS_mlock2,    436 /* close_range */,
                               SYS_copy_file_range, SYS_memfd_create};
  enum { count = sizeof hidden / sizeof *hidden };
  struct sock_filter filter[2 * count + 2];
  struct sock_fprog program = {2 * count + 2, filter};
  filter[0] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                                           offsetof(struct seccomp_data, nr));
  for (int i = 0; i < count; ++i) {
    filter[1 + 2 * i] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
                                                     (unsigned)hidden[i], 0, 1);
    filter[2 + 2 * i] =
        (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS);
  }
  filter[2 * count + 1] =
      (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static int open_files(void)
{
  int count = 0;
  for (int file = 0; file < 64; ++file) {
    count += fcntl(file, F_GETFD) >= 0;
  }
  return count;
}

static void random_bytes(void)
{
  unsigned char a[256] = {0}, b[256] = {0}, big[257];
  int before = open_files();
  errno = 0;
  CHECK(getrandom(a, sizeof a, 0) == (ssize_t)sizeof a);
  CHECK(errno == 0);
  CHECK(getentropy(b, sizeof b) == 0);
  CHECK(memcmp(a, b, sizeof a) != 0);
  CHECK(open_files() == before);
  CHECK(getrandom(a, 1, 0x4000) == -1 && errno == EINVAL);
  errno = 0;
  CHECK(getentropy(big, sizeof big) == -1 && errno == EIO);
  uint32_t seen = 0;
  for (int i = 0; i < 500; ++i) {
    uint32_t value = arc4random_uniform(6);
    CHECK(value < 6);
    seen |= 1u << value;
  }
  CHECK(seen == 63);
  CHECK(arc4random_uniform(0) == 0);
  CHECK(arc4random() != arc4random() || arc4random() != arc4random());
}

static void same_time(const struct statx_timestamp *a, const struct statx_timestamp *b)
{
  CHECK(a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec);
}

static void file_facts(void)
{
  int (*real)(int, const char *, int, unsigned, struct statx *) = original("statx");
  struct statx ours, theirs;
  const char *const paths[] = {"/", "/dev/null", "/proc/self/exe"};
  for (int i = 0; i < 3; ++i) {
    memset(&ours, 0xff, sizeof ours);
    int done = statx(AT_FDCWD, paths[i], AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &ours);
    CHECK(done == 0);
    if (real == NULL || real(AT_FDCWD, paths[i], AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS,
                             &theirs) != 0) {
      continue;
    }
    CHECK((ours.stx_mask & STATX_BASIC_STATS) == STATX_BASIC_STATS);
    CHECK(ours.stx_mode == theirs.stx_mode && ours.stx_ino == theirs.stx_ino);
    CHECK(ours.stx_size == theirs.stx_size && ours.stx_nlink == theirs.stx_nlink);
    CHECK(ours.stx_uid == theirs.stx_uid && ours.stx_gid == theirs.stx_gid);
    CHECK(ours.stx_rdev_major == theirs.stx_rdev_major);
    CHECK(ours.stx_rdev_minor == theirs.stx_rdev_minor);
    CHECK(ours.stx_dev_minor == theirs.stx_dev_minor);
    same_time(&ours.stx_mtime, &theirs.stx_mtime);
  }
  CHECK(statx(AT_FDCWD, "/no such file", 0, STATX_BASIC_STATS, &ours) == -1);
  CHECK(errno == ENOENT);
  CHECK(statx(AT_FDCWD, "/", 0x800000, STATX_BASIC_STATS, &ours) == -1);
  CHECK(errno == EINVAL);
}

static void files(void)
{
  char path[] = "/tmp/compat.XXXXXX", other[64], text[8] = {0};
  int file = mkstemp(path);
  CHECK(file >= 0);
  CHECK((fcntl64(file, F_GETFL) & O_ACCMODE) == O_RDWR);
  CHECK(fcntl64(file, F_SETFD, FD_CLOEXEC) == 0 && fcntl64(file, F_GETFD) == FD_CLOEXEC);
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  CHECK(fcntl64(file, F_SETLK, &lock) == 0);
  CHECK(fcntl64(-1, F_GETFD) == -1 && errno == EBADF);
  struct iovec out = {(char *)"abcdef", 6}, in = {text, 3};
  CHECK(pwritev2(file, &out, 1, 0, 0) == 6);
  CHECK(preadv2(file, &in, 1, 2, 0) == 3 && memcmp(text, "cde", 3) == 0);
  CHECK(preadv64v2(file, &in, 1, 0, 0) == 3 && memcmp(text, "abc", 3) == 0);
  CHECK(lseek(file, 1, SEEK_SET) == 1);
  CHECK(preadv2(file, &in, 1, -1, 0) == 3 && memcmp(text, "bcd", 3) == 0);
  CHECK(preadv2(file, &in, 1, 0, 0x40000000) == -1 && errno == ENOTSUP);
  snprintf(other, sizeof other, "%s.new", path);
  CHECK(renameat2(AT_FDCWD, path, AT_FDCWD, other, 0) == 0);
  CHECK(access(other, F_OK) == 0);
  CHECK(renameat2(AT_FDCWD, other, AT_FDCWD, path, 0x800) == -1 && errno == EINVAL);
  unlink(other);
  close(file);
  int memory = memfd_create("x", MFD_CLOEXEC);
  CHECK(old_kernel ? memory == -1 && errno == ENOSYS : memory >= 0);
  close(memory);
  CHECK(gettid() == getpid());
  unsigned cpu = 99999;
  CHECK(getcpu(&cpu, NULL) == 0 && cpu < 99999);
  char page[4096];
  CHECK(mlock2(page, sizeof page, 0) == 0);
  CHECK(mlock2(page, sizeof page, 0x100) == -1 && errno == EINVAL);
  CHECK(open("/dev/null", O_RDONLY) >= 3 && dup2(0, 40) == 40);
  closefrom(3);
  CHECK(fcntl(3, F_GETFD) == -1 && fcntl(40, F_GETFD) == -1 && fcntl(2, F_GETFD) >= 0);
}

size_t strlcpy(char *into, const char *from, size_t size);
size_t strlcat(char *into, const char *from, size_t size);

static void strings(void)
{
  char text[8];
  CHECK(strlcpy(text, "abc", sizeof text) == 3 && strcmp(text, "abc") == 0);
  CHECK(strlcat(text, "defghij", sizeof text) == 10 && strcmp(text, "abcdefg") == 0);
  CHECK(strlcpy(text, "xyz", 2) == 3 && strcmp(text, "x") == 0);
  CHECK(strlcpy(text, "longer", 0) == 6 && strcmp(text, "x") == 0);
  memset(text, 'q', sizeof text);
  CHECK(strlcat(text, "ab", 4) == 6 && text[4] == 'q');
  memset(text, 'q', sizeof text);
  explicit_bzero(text, 7);
  CHECK(text[0] == 0 && text[6] == 0 && text[7] == 'q');
  errno = 0;
  volatile size_t huge = SIZE_MAX / 2;
  CHECK(reallocarray(NULL, huge, 3) == NULL && errno == ENOMEM);
  void *memory = reallocarray(NULL, 3, 5);
  CHECK(memory != NULL);
  free(memory);
}

long __isoc23_strtol(const char *text, char **end, int base);
unsigned long __isoc23_strtoul(const char *text, char **end, int base);
int __isoc23_sscanf(const char *text, const char *format, ...);

static void numbers(void)
{
  static const char *const texts[] = {"0b101", " -0B11z", "0b", "0b2",
                                      "+0b1", "0x1f", "077", "12 monkeys",
                                      "", " - 1", "-", "0"};
  static const long by_zero[] = {5, -3, 0, 0, 1, 31, 63, 12, 0, 0, 0, 0};
  static const int used[] = {5, 6, 1, 1, 4, 4, 3, 2, 0, 0, 0, 1};
  for (int i = 0; i < 12; ++i) {
    char *end = NULL;
    CHECK(__isoc23_strtol(texts[i], &end, 0) == by_zero[i]);
    CHECK(end - texts[i] == used[i]);
    CHECK(__isoc23_strtol(texts[i], &end, 16) == strtol(texts[i], NULL, 16));
  }
  char all[70] = "-0b1";
  memset(all + 4, '0', 63);
  errno = 0;
  CHECK(__isoc23_strtol(all, NULL, 0) == LONG_MIN && (errno == 0 || sizeof(long) == 4));
  errno = 0;
  CHECK(__isoc23_strtol(all + 1, NULL, 2) == LONG_MAX && errno == ERANGE);
  CHECK(__isoc23_strtoul("-0b1", NULL, 0) == ULONG_MAX);
  memset(all + 4, '1', 65);
  errno = 0;
  CHECK(__isoc23_strtoul(all, NULL, 0) == ULONG_MAX && errno == ERANGE);
  int a = 0, b = 0;
  CHECK(__isoc23_sscanf("7 0x1f", "%d %i", &a, &b) == 2 && a == 7 && b == 31);
}

int main(int argc, char **argv)
{
  old_kernel = argc > 1 && strcmp(argv[1], "--old-kernel") == 0;
  if (old_kernel && !hide_new_system_calls()) {
    fputs("skipped: this host refuses seccomp filters\n", stderr);
    return 77;
  }
  random_bytes();
  file_facts();
  strings();
  numbers();
  floating_point();
  threads();
  clocks();
  clocks_of_librt();
  thread_exit();
  object_search();
  files(); // last: it closes what others may use
  fprintf(stderr, "%d failures\n", failures);
  return failures == 0 ? 0 : 1;
}
