// SPDX-License-Identifier: Apache-2.0
// Stands where go stands in a build, and does what go never would: $HOSTILE says what.
// Exits 0 when the deed is done, 1 if the kernel would not let it; the question is then
// what the orchestrator makes of what lies in /out. Plain C and static, as the probe is.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/xattr.h>
#include <unistd.h>

#define PROGRAM "/out/bin/program"

static int make(const char* path)
{
  int fd = open(path, O_CREAT | O_WRONLY, 0755);
  return fd >= 0 && write(fd, "program\n", 8) == 8 && close(fd) == 0 ? 0 : 1;
}

static int make_socket(void)
{
  struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = PROGRAM};
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  return bind(fd, (struct sockaddr*)&address, sizeof address) != 0;
}

// Attributes that would make a program more than its bytes: none may stick.
static int set_attributes(void)
{
  static const char* const names[] = {"user.x", "security.capability",
                                      "system.posix_acl_access", "trusted.overlay.opaque"};
  if (make(PROGRAM) != 0) {
    return 1;
  }
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (setxattr(PROGRAM, names[i], "x", 1, 0) == 0 || errno != ENOTSUP) {
      printf("%s: %s\n", names[i], strerror(errno));
      return 1;
    }
  }
  return 0;
}

static int make_devices(void)
{
  static const struct {
    mode_t type;
    dev_t number;
  } kinds[] = {{S_IFCHR, 0x103}, {S_IFBLK, 0x800}, {S_IFCHR, 0}}; // null, sda, whiteout
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    if (mknod(PROGRAM, kinds[i].type | 0666, kinds[i].number) == 0) {
      puts("a device could be made");
      return 1;
    }
  }
  return make(PROGRAM);
}

static int make_sparse(void)
{
  int fd = open(PROGRAM, O_CREAT | O_WRONLY, 0755);
  return ftruncate(fd, (off_t)17 << 30) != 0;
}

// Deeper than any path can be named.
static int make_deep(void)
{
  char name[201];
  memset(name, 'd', 200);
  name[200] = '\0';
  if (chdir("/out/bin") != 0) {
    return 1;
  }
  for (int depth = 0; depth < 150; depth++) {
    if (mkdir(name, 0755) != 0 || chdir(name) != 0) {
      return 1;
    }
  }
  return make("end");
}

static int leave_closed(void)
{
  mkdir("/out/bin/a", 0755);
  mkdir("/out/bin/a/b", 0755);
  make("/out/bin/a/b/file");
  chmod("/out/bin/a/b", 0);
  chmod("/out/bin/a", 0);
  chmod("/out/bin", 0777);
  chmod("/out", 0777);
  return 1;
}

static int opened;

static int spoil(const char* path, const struct stat* status, int type, struct FTW* walk)
{
  (void)status;
  (void)walk;
  if (type == FTW_D) {
    return 0;
  }
  chmod(path, 0666); // follows links, as far as they lead
  int fd = open(path, O_WRONLY | O_TRUNC);
  if (fd >= 0) {
    opened++;
    if (write(fd, "spoilt\n", 7) != 7) {
      return 1;
    }
    close(fd);
  }
  return 0;
}

// Everything in the cache, and what stands behind it.
static int spoil_cache(void)
{
  if (nftw("/gocache", spoil, 32, FTW_PHYS) != 0) {
    return 1;
  }
  nftw("/gostd", spoil, 32, FTW_PHYS);
  printf("%d files spoilt\n", opened);
  return make(PROGRAM);
}

static int do_deed(const char* deed)
{
  static const struct {
    const char* name;
    const char* target;
  } links[] = {{"link-absolute", "/etc/passwd"},
               {"link-dotdot", "../../../../../../etc/passwd"},
               {"link-input", "/src/main.go"},
               {"link-proc", "/proc/self/exe"},
               {"link-self", "program"}};
  for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
    if (!strcmp(deed, links[i].name)) {
      return symlink(links[i].target, PROGRAM) != 0;
    }
  }
  static const struct {
    const char* name;
    int (*run)(void);
  } deeds[] = {{"socket", make_socket}, {"attributes", set_attributes},
               {"device", make_devices}, {"sparse", make_sparse},
               {"deep", make_deep},      {"closed", leave_closed},
               {"cache", spoil_cache}};
  for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++) {
    if (!strcmp(deed, deeds[i].name)) {
      return deeds[i].run();
    }
  }
  if (!strcmp(deed, "fifo")) {
    return mkfifo(PROGRAM, 0644) != 0;
  }
  if (!strcmp(deed, "link-folder")) {
    return rename("/out/bin", "/out/was") != 0 || symlink("/etc", "/out/bin") != 0;
  }
  if (!strcmp(deed, "newline")) {
    return make("/out/bin/new\nline");
  }
  if (!strcmp(deed, "no-utf8")) {
    return make("/out/bin/\xff\xfe\x1b[31m");
  }
  return strcmp(deed, "none") != 0 || make(PROGRAM);
}

int main(void)
{
  const char* deed = getenv("HOSTILE");
  return deed == NULL ? 2 : do_deed(deed);
}
