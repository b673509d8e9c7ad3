// SPDX-License-Identifier: Apache-2.0
// Runs inside the sandbox and tries to get out, or to see what it must not. Each probe
// exits 0 if the sandbox held; otherwise it says what was possible. Plain C and static,
// so that the sandbox's root can be empty.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

static int breaches;

// The call must fail with `wanted`.
static void expect_errno(const char* what, long result, int wanted)
{
  if (result >= 0) {
    printf("%s was possible\n", what);
    breaches++;
  } else if (errno != wanted) {
    printf("%s: %s instead of %s\n", what, strerror(errno), strerror(wanted));
    breaches++;
  }
}

static void expect_failure(const char* what, long result)
{
  if (result >= 0) {
    printf("%s was possible\n", what);
    breaches++;
  }
}

static void expect(const char* what, int held)
{
  if (!held) {
    printf("%s\n", what);
    breaches++;
  }
}

static void absent(const char* path)
{
  expect(path, access(path, F_OK) != 0);
}

static long connect_to(int type, const char* address, int port)
{
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  inet_pton(AF_INET, address, &to.sin_addr);
  int fd = socket(AF_INET, type, 0);
  return fd < 0 ? -1 : connect(fd, (struct sockaddr*)&to, sizeof to);
}

static void probe_network(void)
{
  expect_errno("TCP to outside", connect_to(SOCK_STREAM, "192.0.2.1", 80), ENETUNREACH);
  expect_errno("UDP to outside", connect_to(SOCK_DGRAM, "192.0.2.1", 53), ENETUNREACH);
  expect_failure("a raw ICMP socket", socket(AF_INET, SOCK_RAW, IPPROTO_ICMP));
  struct if_nameindex* interfaces = if_nameindex();
  expect("an interface besides lo", interfaces && !strcmp(interfaces[0].if_name, "lo") &&
                                        interfaces[1].if_index == 0);
  struct ifreq request = {.ifr_name = "lo"};
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  expect("lo is down",
         ioctl(fd, SIOCGIFFLAGS, &request) == 0 && (request.ifr_flags & IFF_UP));
}

static int loopback_works(int family)
{
  struct sockaddr_storage address = {0};
  socklen_t size =
      family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
  address.ss_family = (sa_family_t)family;
  if (family == AF_INET) {
    ((struct sockaddr_in*)&address)->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  } else {
    ((struct sockaddr_in6*)&address)->sin6_addr = in6addr_loopback;
  }
  int listener = socket(family, SOCK_STREAM, 0);
  int client = socket(family, SOCK_STREAM, 0);
  return bind(listener, (struct sockaddr*)&address, size) == 0 &&
         listen(listener, 1) == 0 &&
         getsockname(listener, (struct sockaddr*)&address, &size) == 0 &&
         connect(client, (struct sockaddr*)&address, size) == 0;
}

static void probe_loopback(void)
{
  expect("127.0.0.1 does not work", loopback_works(AF_INET));
  int fd = socket(AF_INET6, SOCK_STREAM, 0);
  if (fd >= 0 && access("/proc/net/if_inet6", F_OK) == 0) {
    expect("::1 does not work", loopback_works(AF_INET6));
  }
}

static void probe_abstract_socket(const char* name)
{
  struct sockaddr_un to = {.sun_family = AF_UNIX};
  strncpy(to.sun_path + 1, name, sizeof to.sun_path - 2);
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name));
  expect_errno("an abstract socket of the host", connect(fd, (struct sockaddr*)&to, size),
               ECONNREFUSED);
}

static void probe_socket_families(void)
{
  static const int families[] = {0,      3,        4,  AF_PACKET, AF_BLUETOOTH,
                                 AF_ALG, AF_VSOCK, 44, 60};
  for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
    char what[40];
    snprintf(what, sizeof what, "socket family %d", families[i]);
    expect_errno(what, socket(families[i], SOCK_DGRAM, 0), EAFNOSUPPORT);
  }
  expect_errno("AF_VSOCK with high bits set",
               syscall(SYS_socket, (1UL << 32) | AF_VSOCK, SOCK_STREAM, 0), EAFNOSUPPORT);
}

static void probe_host_files(void)
{
  static const char* paths[] = {
      "/root",     "/home",    "/etc/shadow",    "/var/run/docker.sock",
      "/run",      "/work",    "/mnt",           "/boot",
      "/old_root", "/usr",     "/etc/ssh",       "/sys",
      "/newroot",  "/oldroot", "/sys/fs/cgroup", "/dev/mqueue"};
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    absent(paths[i]);
  }
  extern char** environ;
  int count = 0;
  for (char** line = environ; *line; line++) {
    if (strncmp(*line, "ONLY=", 5) != 0) {
      printf("environment has %s\n", *line);
    }
    count++;
  }
  expect("the environment is not what was given", count == 1);
}

static void probe_descriptors(void)
{
  for (int fd = 3; fd < 4096; fd++) {
    if (fcntl(fd, F_GETFD) >= 0) {
      printf("descriptor %d is open\n", fd);
      breaches++;
    }
  }
}

static void probe_inputs(void)
{
  expect_errno("writing an input", open("/src/file", O_WRONLY), EROFS);
  expect_errno("truncating an input", truncate("/src/file", 0), EROFS);
  expect_errno("renaming an input", rename("/src/file", "/src/other"), EROFS);
  expect_errno("removing an input", unlink("/src/file"), EROFS);
  expect_errno("chmod of an input", chmod("/src/file", 0777), EROFS);
  expect_failure("a hard link to an input", link("/src/file", "/out/link"));
  int fd = open("/src/file", O_RDONLY);
  char path[40];
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  expect_errno("writing through /proc/self/fd", open(path, O_WRONLY), EROFS);
  expect_errno("chmod through a descriptor", fchmod(fd, 0777), EROFS);
  expect_errno("making a file in /", open("/new", O_CREAT | O_WRONLY, 0644), EROFS);
  expect_errno("making a file in /dev", open("/dev/new", O_CREAT | O_WRONLY, 0644),
               EROFS);
  expect_errno("making a file in /etc", open("/etc/new", O_CREAT | O_WRONLY, 0644),
               EROFS);
  expect_failure("writing /etc/passwd", open("/etc/passwd", O_WRONLY));
  expect_failure("writing inner", open("/inner", O_WRONLY));
  expect("/out cannot be written", open("/out/made", O_CREAT | O_WRONLY, 0644) >= 0);
  expect("/tmp cannot be written", open("/tmp/made", O_CREAT | O_WRONLY, 0644) >= 0);
  expect("/dev/shm cannot be written",
         open("/dev/shm/made", O_CREAT | O_WRONLY, 0644) >= 0);
}

static void probe_mounts(void)
{
  expect_errno("remounting an input",
               mount("none", "/src", NULL, MS_REMOUNT | MS_BIND, NULL), EPERM);
  expect_errno("mounting a tmpfs", mount("none", "/tmp", "tmpfs", 0, NULL), EPERM);
  expect_errno("unmounting an input", umount2("/src", MNT_DETACH), EPERM);
  expect_errno("pivot_root", syscall(SYS_pivot_root, "/tmp", "/tmp"), EPERM);
  expect_errno("move_mount", syscall(SYS_move_mount, -1, "", -1, "", 0), EPERM);
  expect_errno("fsopen", syscall(SYS_fsopen, "tmpfs", 0), EPERM);
  expect_errno("chroot", chroot("/tmp"), EPERM);
}

static void probe_proc_sys(void)
{
  expect_failure("writing /proc/sys/kernel/hostname",
                 open("/proc/sys/kernel/hostname", O_WRONLY));
  expect_failure("writing core_pattern", open("/proc/sys/kernel/core_pattern", O_WRONLY));
  expect_failure("writing sysrq-trigger", open("/proc/sysrq-trigger", O_WRONLY));
  expect_failure("raising max_user_namespaces",
                 open("/proc/sys/user/max_user_namespaces", O_WRONLY));
}

static void probe_processes(const char* host_pid_text)
{
  pid_t host_pid = (pid_t)atoi(host_pid_text);
  DIR* proc = opendir("/proc");
  expect("/proc is not there", proc != NULL);
  for (struct dirent* entry; proc && (entry = readdir(proc));) {
    long pid = strtol(entry->d_name, NULL, 10);
    if (pid > 1 && pid != getpid()) {
      printf("process %ld is visible\n", pid);
      breaches++;
    }
  }
  expect_errno("a signal to a process of the host", kill(host_pid, 0), ESRCH);
  expect_errno("pidfd of a process of the host", syscall(SYS_pidfd_open, host_pid, 0),
               ESRCH);
  expect_errno("ptrace of process 1", ptrace(PTRACE_ATTACH, 1, 0, 0), EPERM);
  struct iovec area = {.iov_base = &host_pid, .iov_len = sizeof host_pid};
  expect_errno("reading memory of process 1", process_vm_readv(1, &area, 1, &area, 1, 0),
               EPERM);
  expect_failure("opening process 1's memory", open("/proc/1/mem", O_RDWR));
  expect_failure("reading process 1's descriptors", opendir("/proc/1/fd") ? 0 : -1);
}

static void probe_keyrings(void)
{
  expect_errno("searching the user keyring", syscall(SYS_keyctl, 10, -4, "user", "x", 0),
               EPERM);
  expect_errno("adding a key", syscall(SYS_add_key, "user", "x", "y", 1, -3), EPERM);
  expect_errno("requesting a key", syscall(SYS_request_key, "user", "x", 0, 0), EPERM);
}

static void probe_set_id(void)
{
  int fd = open("/out/program", O_CREAT | O_WRONLY, 0755);
  expect("/out cannot be written", fd >= 0);
  expect_errno("chmod u+s", chmod("/out/program", 04755), EPERM);
  expect_errno("chmod g+s", chmod("/out/program", 02755), EPERM);
  expect_errno("fchmod u+s", fchmod(fd, 04755), EPERM);
  expect_errno("fchmodat u+s", fchmodat(AT_FDCWD, "/out/program", 04755, 0), EPERM);
  long fchmodat2 = syscall(452, AT_FDCWD, "/out/program", 04755, 0);
  expect("fchmodat2 u+s was possible",
         fchmodat2 < 0 && (errno == EPERM || errno == ENOSYS));
  expect_errno("open with mode u+s", open("/out/b", O_CREAT | O_WRONLY, 04755), EPERM);
  expect_errno("creat with mode u+s", creat("/out/c", 04755), EPERM);
  expect_errno("O_TMPFILE with mode u+s", open("/out", O_TMPFILE | O_WRONLY, 04755),
               EPERM);
  expect_errno("openat2", syscall(SYS_openat2, AT_FDCWD, "/out", NULL, 0), ENOSYS);
  expect("an ordinary chmod fails", chmod("/out/program", 0755) == 0);
  expect("set-id programs would work", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
}

static void probe_special_files(void)
{
  int fd = open("/out/plain", O_CREAT | O_WRONLY, 0644);
  expect_errno("a character device", mknod("/out/null", S_IFCHR | 0666, 0x103), EPERM);
  expect_errno("a block device", mknod("/out/disk", S_IFBLK | 0666, 0x800), EPERM);
  expect_errno("an extended attribute", fsetxattr(fd, "user.x", "y", 1, 0), ENOTSUP);
  char list[64];
  expect_errno("listing extended attributes", listxattr("/out", list, sizeof list),
               ENOTSUP);
}

static void probe_namespaces(void)
{
  static const int flags[] = {CLONE_NEWUSER, CLONE_NEWNS,  CLONE_NEWPID,   CLONE_NEWNET,
                              CLONE_NEWIPC,  CLONE_NEWUTS, CLONE_NEWCGROUP};
  for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
    char what[60];
    snprintf(what, sizeof what, "unshare %#x", flags[i]);
    expect_errno(what, unshare(flags[i]), EPERM);
    long pid = syscall(SYS_clone, flags[i] | SIGCHLD, 0, 0, 0, 0);
    if (pid == 0) {
      _exit(0);
    }
    snprintf(what, sizeof what, "clone %#x", flags[i]);
    expect_errno(what, pid, EPERM);
  }
  expect_errno("setns", setns(open("/proc/self/ns/user", O_RDONLY), 0), EPERM);
  expect_errno("clone3", syscall(SYS_clone3, NULL, 0), ENOSYS);
  expect_errno("io_uring", syscall(425, 1, NULL), ENOSYS);
  expect_errno("bpf", syscall(SYS_bpf, 0, NULL, 0), EPERM);
  expect_errno("userfaultfd", syscall(SYS_userfaultfd, 0), EPERM);
  expect_errno("perf_event_open", syscall(SYS_perf_event_open, NULL, 0, 0, 0, 0), EPERM);
}

static void probe_terminal(void)
{
  expect_errno("TIOCSTI", ioctl(0, TIOCSTI, "x"), EPERM);
  expect_errno("TIOCSTI with high bits set",
               syscall(SYS_ioctl, 0, (1UL << 32) | TIOCSTI, "x"), EPERM);
  expect_errno("TIOCLINUX", ioctl(0, TIOCLINUX, "x"), EPERM);
  expect_failure("opening the terminal", open("/dev/tty", O_RDWR));
}

static void probe_core(void)
{
  struct rlimit limit;
  getrlimit(RLIMIT_CORE, &limit);
  expect("core files are on", limit.rlim_cur == 0 && limit.rlim_max == 0);
  getrlimit(RLIMIT_NPROC, &limit);
  expect("processes are unlimited", limit.rlim_max <= 4096);
  getrlimit(RLIMIT_FSIZE, &limit);
  expect("files are unlimited", limit.rlim_max <= 64ULL << 30);
}

static void probe_signal_init(void)
{
  expect_errno("a signal to process 1", kill(1, 0), EPERM);
  expect("a signal to oneself fails", kill(getpid(), 0) == 0);
}

// Memory of a process, of /dev/shm and of /tmp has an end that is no dead host.
static void probe_memory(void)
{
  struct statvfs size;
  expect("/dev/shm is unlimited",
         statvfs("/dev/shm", &size) == 0 && size.f_blocks * size.f_frsize <= 1ULL << 28);
  expect("/tmp is unlimited",
         statvfs("/tmp", &size) == 0 && size.f_blocks * size.f_frsize <= 1ULL << 32);
  size_t taken = 0;
  while (taken < 1024 && mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED) {
    taken++;
  }
  expect("a process may have more memory than its limit", taken <= 256);
  static char piece[1 << 20];
  int fd = open("/dev/shm/hog", O_CREAT | O_WRONLY, 0644);
  int written = 0;
  while (written < 1024 && write(fd, piece, sizeof piece) == (ssize_t)sizeof piece) {
    written++;
  }
  expect("/dev/shm takes more than 256 MiB", written <= 256 && errno == ENOSPC);
}

static void probe_devices(const char* key_text)
{
  static const char* const allowed[] = {
      ".",     "..",     "null",   "zero", "full", "random", "urandom", "tty",    "fd",
      "stdin", "stdout", "stderr", "shm",  "pts",  "ptmx",   "core",    "console"};
  DIR* dev = opendir("/dev");
  for (struct dirent* entry; dev && (entry = readdir(dev));) {
    int known = 0;
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
      known |= !strcmp(entry->d_name, allowed[i]);
    }
    if (!known) {
      printf("/dev/%s is there\n", entry->d_name);
      breaches++;
    }
  }
  DIR* shm = opendir("/dev/shm");
  for (struct dirent* entry; shm && (entry = readdir(shm));) {
    expect("shared memory of the host is visible", entry->d_name[0] == '.');
  }
  char name[40];
  snprintf(name, sizeof name, "crossroot-%s", key_text);
  expect_errno("a message queue of the host",
               syscall(SYS_mq_open, name, O_RDONLY, 0, NULL), ENOENT);
  expect_errno("System V memory of the host", shmget((key_t)atoi(key_text), 1, 0),
               ENOENT);
}

static void probe_identity(void)
{
  struct utsname name;
  uname(&name);
  expect("the host name is not fixed", !strcmp(name.nodename, "crossroot"));
  expect("the domain name is the host's", !strcmp(name.domainname, "(none)"));
  absent("/etc/localtime");
  absent("/etc/machine-id");
  absent("/etc/resolv.conf");
  expect("the uid is not 1000", getuid() == 1000 && geteuid() == 1000);
  expect("the gid is not 1000", getgid() == 1000 && getegid() == 1000);
  expect("the umask is not 022", umask(0) == 022);
  char folder[100] = "";
  expect("the working folder is wrong",
         getcwd(folder, sizeof folder) && !strcmp(folder, "/out"));
  FILE* status = fopen("/proc/self/status", "r");
  unsigned long long capabilities = 1;
  for (char line[200]; status && fgets(line, sizeof line, status);) {
    if (sscanf(line, "CapBnd: %llx", &capabilities) == 1) {
      expect("capabilities are left", capabilities == 0);
    }
  }
  expect("SIGPIPE is ignored", signal(SIGPIPE, SIG_DFL) == SIG_DFL);
}

// Writes to /out/beat while anything of the tree lives, ignoring all that can be ignored.
static void beat(void)
{
  for (int number = 1; number < 32; number++) {
    signal(number, SIG_IGN);
  }
  int fd = open("/out/beat", O_CREAT | O_WRONLY | O_APPEND, 0644);
  flock(fd, LOCK_SH);
  for (int i = 0; i < 20000; i++) {
    if (write(fd, ".", 1) != 1) {
      _exit(1);
    }
    usleep(2000);
  }
  _exit(0);
}

static int leave_daemon(void)
{
  for (int i = 0; i < 3; i++) {
    if (fork() == 0) {
      setsid();
      if (fork() == 0) {
        beat();
      }
      _exit(0);
    }
  }
  while (wait(NULL) > 0) {
  }
  while (access("/out/beat", F_OK) != 0) {
    usleep(1000);
  }
  puts("main ends");
  return 0;
}

static int bomb(void)
{
  int started = 0;
  while (started < 100000) {
    pid_t pid = fork();
    if (pid == 0) {
      pause();
      _exit(0);
    }
    if (pid < 0) {
      break;
    }
    started++;
  }
  printf("%d\n", started);
  return started < 100000 ? 0 : 1;
}

static int shout(void)
{
  static char line[65536];
  memset(line, 'x', sizeof line);
  while (write(1, line, sizeof line) > 0) {
  }
  return 0;
}

// Sends the argument to the relay and prints the answer.
static int talk(const char* text)
{
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(8080)};
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(fd, (struct sockaddr*)&to, sizeof to) != 0) {
    perror("connect");
    return 1;
  }
  if (write(fd, text, strlen(text)) < 0 || shutdown(fd, SHUT_WR) != 0) {
    return 1;
  }
  char answer[4096];
  for (ssize_t count; (count = read(fd, answer, sizeof answer)) > 0;) {
    fwrite(answer, 1, (size_t)count, stdout);
  }
  return 0;
}

static int run_probe(const char* name, const char* argument)
{
  static const struct {
    const char* name;
    void (*run)(void);
  } simple[] = {
      {"network", probe_network},
      {"loopback", probe_loopback},
      {"families", probe_socket_families},
      {"host-files", probe_host_files},
      {"descriptors", probe_descriptors},
      {"inputs", probe_inputs},
      {"mounts", probe_mounts},
      {"proc-sys", probe_proc_sys},
      {"keyrings", probe_keyrings},
      {"set-id", probe_set_id},
      {"special-files", probe_special_files},
      {"namespaces", probe_namespaces},
      {"terminal", probe_terminal},
      {"core", probe_core},
      {"memory", probe_memory},
      {"signal-init", probe_signal_init},
      {"identity", probe_identity},
  };
  for (size_t i = 0; i < sizeof simple / sizeof *simple; i++) {
    if (!strcmp(name, simple[i].name)) {
      simple[i].run();
      return breaches != 0;
    }
  }
  static const struct {
    const char* name;
    void (*run)(const char*);
  } with_argument[] = {{"abstract-socket", probe_abstract_socket},
                       {"processes", probe_processes},
                       {"devices", probe_devices}};
  for (size_t i = 0; i < sizeof with_argument / sizeof *with_argument; i++) {
    if (!strcmp(name, with_argument[i].name)) {
      with_argument[i].run(argument);
      return breaches != 0;
    }
  }
  return -1;
}

int main(int argc, char** argv)
{
  const char* name = argc > 1 ? argv[1] : "";
  const char* argument = argc > 2 ? argv[2] : "";
  int result = run_probe(name, argument);
  if (result >= 0) {
    return result;
  }
  if (!strcmp(name, "exit")) {
    return atoi(argument);
  }
  if (!strcmp(name, "crash")) {
    raise(SIGSEGV);
  }
  if (!strcmp(name, "beat")) {
    beat();
  }
  if (!strcmp(name, "daemon")) {
    return leave_daemon();
  }
  if (!strcmp(name, "bomb")) {
    return bomb();
  }
  if (!strcmp(name, "shout")) {
    return shout();
  }
  if (!strcmp(name, "talk")) {
    return talk(argument);
  }
  if (!strcmp(name, "echo")) {
    for (int c; (c = getchar()) != EOF;) {
      putchar(c);
    }
    fputs("to stderr", stderr);
    return 0;
  }
  printf("no probe %s\n", name);
  return 99;
}
