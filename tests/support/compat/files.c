// SPDX-License-Identifier: Apache-2.0
#include "answers.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <glob.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

ssize_t copy_file_range(int, off64_t *, int, off64_t *, size_t, unsigned);
ssize_t preadv2(int, const struct iovec *, int, off_t, int);
ssize_t pwritev2(int, const struct iovec *, int, off_t, int);
ssize_t preadv64v2(int, const struct iovec *, int, off64_t, int);
ssize_t pwritev64v2(int, const struct iovec *, int, off64_t, int);
int renameat2(int, const char *, int, const char *, unsigned);
int fcntl64(int, int, ...);
int close_range(unsigned, unsigned, int);
void closefrom(int);
ssize_t getdents64(int, void *, size_t);

static char folder[] = "/tmp/answers.XXXXXX";

static void say_reading(void)
{
  const int file = open("text", O_RDWR | O_CREAT | O_TRUNC, 0644);
  char text[16] = {0};
  const struct iovec out = {(void *)"abcdefgh", 8}, in = {text, 4};
  SAY(pwritev2(file, &out, 1, 0, 0));
  SAY(pwritev64v2(file, &out, 1, 8, 0));
  SAY(preadv2(file, &in, 1, 2, 0));
  TELL_TEXT(text);
  SAY(preadv64v2(file, &in, 1, 14, 0));
  SAY(preadv2(file, &in, 1, -2, 0));
  SAY(preadv2(file, &in, -1, 0, 0));
  SAY(preadv2(-1, &in, 1, 0, 0));
  SAY(preadv2(file, &in, 1, 0, 0x40000000));
  lseek(file, 3, SEEK_SET);
  SAY(preadv2(file, &in, 1, -1, 0));
  TELL(lseek(file, 0, SEEK_CUR));
  SAY(pwritev2(file, &out, 1, -1, 0));
  const int copy = open("copy", O_RDWR | O_CREAT | O_TRUNC, 0644);
  off64_t from = 1;
  SAY(copy_file_range(file, &from, copy, NULL, 5, 0));
  TELL(from);
  TELL(lseek(copy, 0, SEEK_CUR));
  SAY(copy_file_range(file, NULL, copy, NULL, 5, 1));
  SAY(copy_file_range(-1, NULL, copy, NULL, 5, 0));
  SAY(copy_file_range(file, NULL, -1, NULL, 5, 0));
  SAY((fcntl64(file, F_GETFL) & O_ACCMODE) == O_RDWR);
  SAY(fcntl64(file, F_SETFD, FD_CLOEXEC));
  SAY(fcntl64(file, F_GETFD));
  struct flock64 lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 1ll << 40};
  SAY(fcntl64(file, F_SETLK64, &lock));
  SAY(fcntl64(file, F_GETLK64, &lock));
  SAY(fcntl64(-1, F_GETFD));
  SAY(fcntl64(file, 9999));
  const int dup = fcntl64(file, F_DUPFD, 50);
  TELL(dup);
  close(dup);
  close(file);
  close(copy);
}

static void say_names(void)
{
  SAY(renameat2(AT_FDCWD, "text", AT_FDCWD, "renamed", 0));
  SAY(access("renamed", F_OK));
  SAY(renameat2(AT_FDCWD, "nothing", AT_FDCWD, "else", 0));
  SAY(renameat2(AT_FDCWD, "renamed", AT_FDCWD, "copy", 0x800));
  SAY(renameat2(AT_FDCWD, "renamed", AT_FDCWD, "copy", 1));
  struct stat facts;
  SAY(stat("renamed", &facts));
  TELL(facts.st_size);
  SAY(stat("nothing", &facts));
  SAY(symlink("renamed", "link"));
  SAY(lstat("link", &facts));
  TELL(S_ISLNK(facts.st_mode));
  SAY(fstatat(AT_FDCWD, "link", &facts, 0));
  TELL(S_ISREG(facts.st_mode));
  SAY(fstatat(-1, "link", &facts, 0));
  const int here = open(".", O_RDONLY | O_DIRECTORY);
  SAY(fstat(here, &facts));
  TELL(S_ISDIR(facts.st_mode));
  struct stat64 large;
  SAY(fstat64(here, &large));
  SAY(stat64("renamed", &large));
  SAY(lstat64("link", &large));
  SAY(fstatat64(here, "link", &large, AT_SYMLINK_NOFOLLOW));
  SAY(mknod("pipe", S_IFIFO | 0600, 0));
  SAY(mknodat(here, "pipe", S_IFIFO | 0600, 0));
  SAY(mknodat(here, "pipe2", S_IFIFO | 0600, 0));
  struct statx more;
  memset(&more, 0, sizeof more);
  SAY(statx(here, "renamed", 0, STATX_BASIC_STATS, &more));
  TELL(more.stx_size);
  TELL(more.stx_mode & S_IFMT);
  TELL((more.stx_mask & STATX_BASIC_STATS) == STATX_BASIC_STATS);
  SAY(statx(here, "", AT_EMPTY_PATH, STATX_TYPE, &more));
  SAY(statx(here, "nothing", 0, STATX_TYPE, &more));
  SAY(statx(here, "renamed", 0x800000, STATX_TYPE, &more));
  SAY(statx(here, "renamed", 0, 0x80000000, &more));
  char entries[4096];
  SAY(getdents64(here, entries, sizeof entries) > 0);
  SAY(getdents64(here, entries, sizeof entries));
  SAY(getdents64(-1, entries, sizeof entries));
  close(here);
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
  return strcmp((*a)->fts_name, (*b)->fts_name);
}

FTS *fts64_open_here(char *const *, int, int (*)(const FTSENT **, const FTSENT **))
    __asm__("fts64_open");
FTSENT *fts64_read_here(FTS *) __asm__("fts64_read");
FTSENT *fts64_children_here(FTS *, int) __asm__("fts64_children");
int fts64_set_here(FTS *, FTSENT *, int) __asm__("fts64_set");
int fts64_close_here(FTS *) __asm__("fts64_close");

static void say_walk(void)
{
  char *const paths[] = {(char *)".", NULL};
  FTS *walk = fts64_open_here(paths, FTS_PHYSICAL, by_name);
  for (FTSENT *entry = fts64_read_here(walk); entry != NULL; entry = fts64_read_here(walk)) {
    TELL_TEXT(entry->fts_path);
    TELL(entry->fts_info);
    if (entry->fts_info == FTS_D) {
      TELL(fts64_children_here(walk, FTS_NAMEONLY) != NULL);
    } else {
      TELL(fts64_set_here(walk, entry, 0));
    }
  }
  SAY(fts64_close_here(walk));
  glob_t found;
  SAY(glob("*i*", 0, NULL, &found));
  for (size_t i = 0; i < found.gl_pathc; ++i) {
    TELL_TEXT(found.gl_pathv[i]);
  }
  globfree(&found);
  SAY(glob("nothing*", 0, NULL, &found));
}

static int open_from(int first)
{
  int count = 0;
  for (int file = first; file < first + 40; ++file) {
    count += fcntl(file, F_GETFD) >= 0;
  }
  return count;
}

static void say_closing(void)
{
  for (int file = 200; file < 210; ++file) {
    dup2(0, file);
  }
  TELL(open_from(200));
  SAY(close_range(205, 203, 0));
  SAY(close_range(200, 204, 0x100));
  if (close_range(203, 205, 0) == 0) { // as on a kernel that has it
    TELL(open_from(200));
  } else {
    SAY(close_range(203, 205, 0));
  }
  const pid_t child = fork(); // what it closes is not Go's
  if (child == 0) {
    closefrom(200);
    TELL(open_from(200));
    closefrom(-1);
    _exit(open_from(0));
  }
  int status = -1;
  TELL(waitpid(child, &status, 0) == child);
  TELL(status);
}

void say_files(void)
{
  if (mkdtemp(folder) == NULL || chdir(folder) != 0) {
    perror(folder);
    exit(1);
  }
  say_reading();
  say_names();
  say_walk();
  say_closing();
}
