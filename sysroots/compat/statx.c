// SPDX-License-Identifier: Apache-2.0
// crossroot-compat: symbol=statx since=2.28 library=libc.so.6
// statx(2). Before Linux 4.11 (and where a container's filter says ENOSYS) the answer
// is made from fstatat(2), as glibc does: the basic fields whatever the mask asks for, no
// birth time. The structure is the kernel's own, which does not change.
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

struct moment {
  int64_t seconds;
  uint32_t nanoseconds;
  int32_t reserved;
};

struct answer {
  uint32_t mask, block_size;
  uint64_t attributes;
  uint32_t links, user, group;
  uint16_t mode, spare;
  uint64_t inode, size, blocks, attributes_mask;
  struct moment accessed, born, changed, modified;
  uint32_t rdev_major, rdev_minor, dev_major, dev_minor;
  uint64_t rest[14];
};
_Static_assert(sizeof(struct answer) == 256, "the kernel's struct statx");

#define BASIC_STATS 0x7ffu
#define SYNC_TYPE 0x6000

static struct moment moment_of(struct timespec time)
{
  struct moment moment = {time.tv_sec, (uint32_t)time.tv_nsec, 0};
  return moment;
}

static int from_stat(int folder, const char *path, int flags, struct answer *answer)
{
  struct stat64 found;
  if (fstatat64(folder, path, &found, flags & ~SYNC_TYPE) != 0) {
    return -1;
  }
  memset(answer, 0, sizeof *answer);
  answer->mask = BASIC_STATS;
  answer->block_size = (uint32_t)found.st_blksize;
  answer->links = (uint32_t)found.st_nlink;
  answer->user = found.st_uid;
  answer->group = found.st_gid;
  answer->mode = (uint16_t)found.st_mode;
  answer->inode = found.st_ino;
  answer->size = (uint64_t)found.st_size;
  answer->blocks = (uint64_t)found.st_blocks;
  answer->accessed = moment_of(found.st_atim);
  answer->changed = moment_of(found.st_ctim);
  answer->modified = moment_of(found.st_mtim);
  answer->rdev_major = major(found.st_rdev);
  answer->rdev_minor = minor(found.st_rdev);
  answer->dev_major = major(found.st_dev);
  answer->dev_minor = minor(found.st_dev);
  return 0;
}

// Under another C name: a header that declares statx names another type for `answer`.
__attribute__((weak, visibility("hidden")))
int statx_replacement(int folder, const char *path, int flags, unsigned mask,
                      struct answer *answer) __asm__("statx");
int statx_replacement(int folder, const char *path, int flags, unsigned mask,
                      struct answer *answer)
{
#ifdef SYS_statx
  int done = (int)syscall(SYS_statx, folder, path, flags, mask, answer);
  if (done == 0 || errno != ENOSYS) {
    return done;
  }
#endif
  const int known = AT_EMPTY_PATH | AT_NO_AUTOMOUNT | AT_SYMLINK_NOFOLLOW | SYNC_TYPE;
  if ((flags & ~known) != 0) {
    errno = EINVAL;
    return -1;
  }
  return from_stat(folder, path, flags, answer);
}
