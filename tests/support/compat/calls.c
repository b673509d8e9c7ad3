// SPDX-License-Identifier: Apache-2.0
// Functions that are little more than a system call.
#include "answers.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// Declared here, since the older headers do not have them all.
uint32_t arc4random(void);
void arc4random_buf(void *into, size_t size);
uint32_t arc4random_uniform(uint32_t bound);
int epoll_pwait2(int, struct epoll_event *, int, const struct timespec *, const sigset_t *);
int getcpu(unsigned *cpu, unsigned *node);
int sched_getcpu(void);
pid_t gettid(void);
int tgkill(pid_t group, pid_t thread, int signal);
void *reallocarray(void *memory, size_t count, size_t size);
int sched_getattr(pid_t thread, void *attributes, unsigned size, unsigned flags);
int sched_setattr(pid_t thread, void *attributes, unsigned flags);
int fsopen(const char *name, unsigned flags);
int fsmount(int context, unsigned flags, unsigned attributes);
int fsconfig(int context, unsigned command, const char *key, const void *value, int more);
int fspick(int folder, const char *path, unsigned flags);
int move_mount(int from_folder, const char *from, int to_folder, const char *to, unsigned);
int open_tree(int folder, const char *path, unsigned flags);
int mount_setattr(int folder, const char *path, unsigned, void *attributes, size_t size);
int pkey_alloc(unsigned flags, unsigned rights);
int pkey_free(int key);
int pkey_mprotect(void *start, size_t length, int protection, int key);
int pkey_get(int key);
int pkey_set(int key, unsigned rights);

static void say_random(void)
{
  unsigned char bytes[300] = {0}, more[300] = {0};
  SAY(getrandom(bytes, 256, 0));
  SAY(getrandom(more, 16, GRND_NONBLOCK));
  SAY(getrandom(bytes, 1, 0x4000));
  SAY(getrandom(bytes, 0, 0));
  SAY(getentropy(bytes, 256));
  SAY(getentropy(bytes, 257));
  memset(bytes, 0, sizeof bytes);
  arc4random_buf(bytes, sizeof bytes);
  arc4random_buf(more, sizeof more);
  TELL(memcmp(bytes, more, sizeof bytes) != 0);
  SAY(arc4random_uniform(0));
  SAY(arc4random_uniform(1));
  unsigned seen = 0;
  for (int i = 0; i < 1000; ++i) {
    seen |= 1u << arc4random_uniform(7);
  }
  TELL(seen);
  TELL(arc4random() != arc4random() || arc4random() != arc4random());
}

static void say_memory(void)
{
  char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  SAY(mlock2(page, 4096, 0));
  SAY(mlock2(page, 4096, 0x100));
  munlock(page, 4096);
  SAY(pkey_mprotect(page, 4096, PROT_READ, -1));
  SAY(pkey_mprotect(page, 4096, PROT_READ, 99));
  SAY(pkey_alloc(1, 0));
  SAY(pkey_alloc(0, 99));
  SAY(pkey_free(99));
  SAY(pkey_get(-1));
  SAY(pkey_get(16));
  SAY(pkey_set(16, 0));
  SAY(pkey_set(0, 4));
  const int key = pkey_alloc(0, 2);
  if (key >= 0) { // the host has keys
    SAY(pkey_get(key));
    SAY(pkey_set(key, 1));
    SAY(pkey_get(key));
    SAY(pkey_free(key));
  }
  volatile size_t many = SIZE_MAX / 2;
  SAY(reallocarray(NULL, many, 3) == NULL);
  void *memory = reallocarray(NULL, 7, 9);
  TELL(memory != NULL);
  memory = reallocarray(memory, 2, 2);
  TELL(memory != NULL);
  free(memory);
  memory = REAL(aligned_alloc)(256, 512);
  TELL(((uintptr_t)memory & 255) == 0);
  free(memory);
  munmap(page, 8192);
  const int file = memfd_create("answers", MFD_CLOEXEC);
  SAY(fcntl(file, F_GETFD));
  close(file);
  SAY(memfd_create("x", 0x80000000) < 0);
}

struct counts {
  size_t arena, ordblks, smblks, hblks, hblkhd, usmblks, fsmblks, uordblks, fordblks, keep;
};
struct counts mallinfo2_here(void) __asm__("mallinfo2");

static void say_heap(void)
{
  const struct counts before = mallinfo2_here();
  void *big = malloc(40 << 20);
  memset(big, 1, 40 << 20);
  const struct counts after = mallinfo2_here();
  TELL(after.hblks - before.hblks);
  TELL((after.hblkhd - before.hblkhd) >> 20);
  TELL(after.arena >= after.uordblks);
  free(big);
}

static void say_scheduling(void)
{
  unsigned cpu = 99999, node = 99999;
  SAY(getcpu(&cpu, &node));
  TELL(cpu < 4096 && node < 4096);
  SAY(getcpu(NULL, NULL));
  TELL(sched_getcpu() >= 0);
  TELL(gettid() > 0);
  SAY(tgkill(getpid(), gettid(), 0));
  SAY(tgkill(getpid(), -1, 0));
  SAY(tgkill(getpid(), gettid(), 999));
  struct {
    uint32_t size, policy;
    uint64_t flags, rest[4];
  } attributes = {sizeof attributes, 0, 0, {0}};
  SAY(sched_getattr(0, &attributes, sizeof attributes, 0));
  TELL(attributes.policy);
  SAY(sched_getattr(0, &attributes, 1, 0));
  SAY(sched_setattr(0, NULL, 0));
  const int epoll = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event event;
  const struct timespec moment = {0, 1000};
  SAY(epoll_pwait2(epoll, &event, 1, &moment, NULL));
  SAY(epoll_pwait2(-1, &event, 1, &moment, NULL));
  SAY(epoll_pwait2(epoll, &event, 0, &moment, NULL));
  close(epoll);
}

static void say_mounts(void)
{
  // What each says to arguments that are wrong for every caller.
  SAY(fsopen("no-such-filesystem", 0x80) < 0);
  SAY(fsmount(-1, 0x80, 0));
  SAY(fsconfig(-1, 999, NULL, NULL, 0) < 0);
  SAY(fspick(-1, "x", 0x80000) < 0);
  SAY(move_mount(-1, "x", -1, "y", 0x80000) < 0);
  SAY(open_tree(-1, "x", 0) < 0);
  SAY(mount_setattr(-1, "x", 0x800000, NULL, 0) < 0);
}

void say_calls(void)
{
  say_random();
  say_memory();
  say_heap();
  say_scheduling();
  say_mounts();
}
