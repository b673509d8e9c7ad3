// SPDX-License-Identifier: Apache-2.0
// Namespaces take away what a build must not see; this takes away what it must not ask
// the kernel for: the calls behind past escapes (keyrings, bpf, userfaultfd, io_uring,
// nested namespaces, mounts), what makes outputs depend on the host (extended
// attributes) or dangerous (set-id bits, devices), and typing into the caller's terminal.
//
// Default is allow, and denial is an errno, never a signal: configure scripts probe, and
// a dead process explains nothing. clone3 and openat2 hide their flags behind pointers
// that a filter cannot follow, so they do not exist here (ENOSYS) and callers fall back
// to clone and openat, which can be judged. Arguments declared int are compared in their
// low 32 bits only: the kernel ignores the rest, and a filter that does not has been
// walked around before (CVE-2019-10063). Every architecture that the kernel would run
// beside the native one gets the same rules.
//
// libseccomp needs 7 ms to turn these rules into a program for the kernel, more than all
// the rest of starting a sandbox. So this runs when crossroot is built and writes the
// program down as C++ for sandbox_seccomp.cpp; usage: filter_generator FILE.
#include <fcntl.h>
#include <linux/filter.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <initializer_list>

namespace {

constexpr scmp_datum_t k_low_half = 0xffffffffULL;
constexpr int k_tioclinux = 0x541c;
constexpr int k_clone_newtime = 0x80;

/// A filter under construction that remembers the first failure.
class Filter {
public:
  Filter() : context_(::seccomp_init(SCMP_ACT_ALLOW)) {}
  Filter(const Filter&) = delete;
  Filter& operator=(const Filter&) = delete;
  ~Filter() { ::seccomp_release(context_); }

  void add_architectures()
  {
#if defined(__x86_64__)
    keep(::seccomp_arch_add(context_, SCMP_ARCH_X86));
    keep(::seccomp_arch_add(context_, SCMP_ARCH_X32));
#elif defined(__aarch64__)
    keep(::seccomp_arch_add(context_, SCMP_ARCH_ARM));
#endif
  }

  template <class... Compare>
  void deny(const char* name, int error_number, Compare... compare)
  {
    const int number = ::seccomp_syscall_resolve_name(name);
    if (number == __NR_SCMP_ERROR) {
      return; // newer than the library: nothing to compare with
    }
    deny_number(number, error_number, compare...);
  }
  template <class... Compare>
  void deny_number(int number, int error_number, Compare... compare)
  {
    keep(::seccomp_rule_add(context_, SCMP_ACT_ERRNO(static_cast<unsigned>(error_number)),
                            number, sizeof...(compare), compare...));
  }
  void deny_all(std::initializer_list<const char*> names, int error_number)
  {
    for (const char* name : names) {
      deny(name, error_number);
    }
  }

  /// Appends the filter as a list of {code, jt, jf, k} called `name`.
  bool write(std::FILE* out, const char* name)
  {
    // Without this a foreign architecture's call would kill the process.
    keep(::seccomp_attr_set(context_, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ALLOW));
    std::FILE* program = std::tmpfile();
    if (program == nullptr) {
      keep(-errno);
    } else {
      keep(::seccomp_export_bpf(context_, ::fileno(program)));
      ::lseek(::fileno(program), 0, SEEK_SET);
      std::fprintf(out, "constexpr sock_filter %s[] = {\n", name);
      sock_filter step = {};
      while (::read(::fileno(program), &step, sizeof step) == sizeof step) {
        std::fprintf(out, "    {%#x, %u, %u, %#x},\n", step.code, step.jt, step.jf,
                     step.k);
      }
      std::fprintf(out, "};\n");
      std::fclose(program);
    }
    if (failure_ != 0) {
      std::fprintf(stderr, "filter_generator: %s\n", std::strerror(failure_));
    }
    return failure_ == 0;
  }

private:
  void keep(int result)
  {
    if (result < 0 && result != -EEXIST && failure_ == 0) {
      failure_ = -result;
    }
  }

  scmp_filter_ctx context_;
  int failure_ = 0;
};

scmp_datum_t datum(int value)
{
  return static_cast<unsigned>(value);
}

scmp_arg_cmp has_bits(unsigned argument, int bits)
{
  return {argument, SCMP_CMP_MASKED_EQ, datum(bits), datum(bits)};
}

scmp_arg_cmp is_int(unsigned argument, int value)
{
  return {argument, SCMP_CMP_MASKED_EQ, k_low_half, datum(value)};
}

scmp_arg_cmp is_type(unsigned argument, int type)
{
  return {argument, SCMP_CMP_MASKED_EQ, S_IFMT, datum(type)};
}

void deny_kernel_surface(Filter& filter)
{
  filter.deny_all({"mount",
                   "umount",
                   "umount2",
                   "pivot_root",
                   "move_mount",
                   "open_tree",
                   "fsopen",
                   "fsmount",
                   "fsconfig",
                   "fspick",
                   "mount_setattr",
                   "setns",
                   "bpf",
                   "perf_event_open",
                   "userfaultfd",
                   "add_key",
                   "keyctl",
                   "request_key",
                   "kexec_load",
                   "kexec_file_load",
                   "init_module",
                   "finit_module",
                   "delete_module",
                   "create_module",
                   "swapon",
                   "swapoff",
                   "reboot",
                   "open_by_handle_at",
                   "name_to_handle_at",
                   "ptrace",
                   "process_vm_readv",
                   "process_vm_writev",
                   "quotactl",
                   "quotactl_fd",
                   "acct",
                   "syslog",
                   "chroot",
                   "vhangup",
                   "settimeofday",
                   "stime",
                   "clock_settime",
                   "clock_settime64",
                   "adjtimex",
                   "clock_adjtime",
                   "clock_adjtime64",
                   "iopl",
                   "ioperm",
                   "kcmp",
                   "pidfd_getfd",
                   "fanotify_init",
                   "lookup_dcookie",
                   "nfsservctl",
                   "vmsplice",
                   "move_pages",
                   "migrate_pages",
                   "sethostname",
                   "setdomainname"},
                  EPERM);
  filter.deny_all({"clone3", "openat2", "io_uring_setup", "io_uring_enter",
                   "io_uring_register", "modify_ldt"},
                  ENOSYS);
  filter.deny_all({"setxattr", "lsetxattr", "fsetxattr", "getxattr", "lgetxattr",
                   "fgetxattr", "listxattr", "llistxattr", "flistxattr", "removexattr",
                   "lremovexattr", "fremovexattr"},
                  ENOTSUP);
}

void deny_namespaces(Filter& filter)
{
  for (const int flag : {CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC,
                         CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET}) {
#if defined(__s390__) || defined(__s390x__)
    filter.deny("clone", EPERM, has_bits(1, flag));
#else
    filter.deny("clone", EPERM, has_bits(0, flag));
#endif
    filter.deny("unshare", EPERM, has_bits(0, flag));
  }
  filter.deny("unshare", EPERM, has_bits(0, k_clone_newtime));
}

void deny_dangerous_files(Filter& filter)
{
  for (const int bit : {S_ISUID, S_ISGID}) {
    filter.deny("chmod", EPERM, has_bits(1, bit));
    filter.deny("fchmod", EPERM, has_bits(1, bit));
    filter.deny("fchmodat", EPERM, has_bits(2, bit));
    filter.deny("fchmodat2", EPERM, has_bits(2, bit));
    filter.deny("creat", EPERM, has_bits(1, bit));
    filter.deny("mknod", EPERM, has_bits(1, bit));
    filter.deny("mknodat", EPERM, has_bits(2, bit));
    // The mode means something only if a file may be made; otherwise the argument is
    // whatever stood in the register.
    for (const int making : {O_CREAT, O_TMPFILE & ~O_DIRECTORY}) {
      filter.deny("open", EPERM, has_bits(1, making), has_bits(2, bit));
      filter.deny("openat", EPERM, has_bits(2, making), has_bits(3, bit));
    }
  }
  for (const int type : {S_IFCHR, S_IFBLK}) {
    filter.deny("mknod", EPERM, is_type(1, type));
    filter.deny("mknodat", EPERM, is_type(2, type));
  }
}

/// All families but AF_UNIX, AF_INET, AF_INET6 and AF_NETLINK: some (vsock) reach out of
/// the network namespace, some (alg, bluetooth, packet) only widen the kernel's surface.
void deny_socket_families(Filter& filter)
{
  constexpr int k_highest = AF_NETLINK;
  for (int family = 0; family <= k_highest; ++family) {
    if (family != AF_UNIX && family != AF_INET && family != AF_INET6 &&
        family != AF_NETLINK) {
      filter.deny("socket", EAFNOSUPPORT, is_int(0, family));
    }
  }
  filter.deny("socket", EAFNOSUPPORT, scmp_arg_cmp{0, SCMP_CMP_GT, datum(k_highest), 0});
}

void deny_terminal_input(Filter& filter)
{
  for (const int request : {int{TIOCSTI}, k_tioclinux}) {
    filter.deny("ioctl", EPERM, is_int(1, request));
  }
}

void write_policy(Filter& filter)
{
  filter.add_architectures();
  deny_kernel_surface(filter);
  deny_namespaces(filter);
  deny_dangerous_files(filter);
  deny_socket_families(filter);
  deny_terminal_input(filter);
}

/// Calls that the library does not know by name. Their numbers are the same on all
/// architectures, but the library can only add them for the native one.
void write_newer_calls(Filter& filter)
{
  for (const int number : {463, 464, 465, 466}) { // the …xattrat family of Linux 6.13
    filter.deny_number(number, ENOTSUP);
  }
  filter.deny_number(467, EPERM); // open_tree_attr
}

} // namespace

int main(int argc, char** argv)
{
  std::FILE* out = argc == 2 ? std::fopen(argv[1], "w") : nullptr;
  if (out == nullptr) {
    std::fputs("usage: filter_generator FILE\n", stderr);
    return 2;
  }
  Filter policy;
  Filter newer_calls;
  write_policy(policy);
  write_newer_calls(newer_calls);
  const bool written =
      policy.write(out, "k_policy") && newer_calls.write(out, "k_newer_calls");
  return std::fclose(out) == 0 && written ? 0 : 1;
}
