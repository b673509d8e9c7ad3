// SPDX-License-Identifier: Apache-2.0
// Which system calls a program makes, told by the kernel itself: a filter that has every
// call wait for a listener, which notes it and says "go on" (seccomp_unotify(2)). Unlike
// ptrace this follows every descendant by itself and changes no signal and no wait. Calls
// that an earlier filter refuses are never seen.
//
// The listener is made in the child, and from then on the child can do nothing that the
// parent has not answered; so the parent fetches it out of the child (pidfd_getfd(2)).
#include "inner/sandbox_record.hpp"

#include "inner/sandbox_kernel.hpp"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <vector>

#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif

namespace crossroot::inner {
namespace {

constexpr std::size_t k_most_calls = 1024;

/// The kernel may be younger than our headers and write longer structures.
std::size_t notice_size()
{
  seccomp_notif_sizes sizes = {};
  if (::syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes) != 0) {
    return sizeof(seccomp_notif);
  }
  return std::max<std::size_t>(sizes.seccomp_notif, sizeof(seccomp_notif));
}

} // namespace

bool install_recorder(const std::vector<AbsentCalls>& absent)
{
  // One filter for both: behind the other one there is no seccomp(2) before Linux 3.17.
  auto steps = older_kernel_filter(absent, SECCOMP_RET_USER_NOTIF);
  const sock_fprog program = {static_cast<unsigned short>(steps.size()), steps.data()};
  return steps.size() <= BPF_MAXINSNS &&
         ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER,
                   &program) >= 0;
}

bool Recorder::attach(pid_t child)
{
  const int process = static_cast<int>(::syscall(SYS_pidfd_open, child, 0));
  if (process < 0) {
    return false;
  }
  constexpr timespec k_pause = {0, 1'000'000};
  constexpr int k_most_pauses = 5'000;
  for (int pauses = 0; pauses < k_most_pauses && listener_ < 0; ++pauses) {
    listener_ =
        static_cast<int>(::syscall(SYS_pidfd_getfd, process, k_listener_place, 0));
    if (listener_ < 0 && errno != EBADF) {
      break;
    }
    if (listener_ < 0) {
      ::nanosleep(&k_pause, nullptr);
    }
  }
  const int error_number = errno;
  ::close(process);
  errno = error_number;
  return listener_ >= 0;
}

void Recorder::take_one()
{
  static const std::size_t size = notice_size();
  std::vector<std::uint64_t> room(size / sizeof(std::uint64_t) + 1); // zeroed, aligned
  auto* const notice = reinterpret_cast<seccomp_notif*>(room.data());
  if (::ioctl(listener_, SECCOMP_IOCTL_NOTIF_RECV, notice) != 0) {
    return; // its caller was killed meanwhile
  }
  if (calls_.size() < k_most_calls) {
    calls_.emplace(notice->data.arch, static_cast<std::uint32_t>(notice->data.nr));
  }
  seccomp_notif_resp answer = {};
  answer.id = notice->id;
  answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
  ::ioctl(listener_, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}

} // namespace crossroot::inner
