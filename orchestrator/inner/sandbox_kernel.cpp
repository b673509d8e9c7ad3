// SPDX-License-Identifier: Apache-2.0
// An older kernel, as far as system calls go: what it did not have yet answers ENOSYS,
// and never EPERM, since callers fall back on the former alone. One process may change
// its architecture by exec (a 32-bit program on a 64-bit kernel), so each has its block:
//
//   arch == A ?  no → next block
//     number >= first ?  no → next range
//     number > last ?    yes → next range
//     return ENOSYS
//   …
//   return what holds for all others
//
// Written by hand because libseccomp is not in this executable, and knows no number that
// is younger than itself.
#include "inner/sandbox_kernel.hpp"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>

#include <cerrno>
#include <cstddef>

namespace crossroot::inner {
namespace {

// x32 calls carry this bit beside the number.
constexpr std::uint32_t k_no_x32_bit = ~0x40000000U;

constexpr unsigned short k_load = BPF_LD | BPF_W | BPF_ABS;
constexpr unsigned short k_equal = BPF_JMP | BPF_JEQ | BPF_K;
constexpr unsigned short k_at_least = BPF_JMP | BPF_JGE | BPF_K;
constexpr unsigned short k_above = BPF_JMP | BPF_JGT | BPF_K;
constexpr unsigned short k_skip = BPF_JMP | BPF_JA;
constexpr unsigned short k_mask = BPF_ALU | BPF_AND | BPF_K;
constexpr unsigned short k_answer = BPF_RET | BPF_K;

void append_block(const AbsentCalls& absent,
                  std::uint32_t otherwise,
                  std::vector<sock_filter>& program)
{
  const auto steps = static_cast<std::uint32_t>(3 * absent.ranges.size() + 3);
  program.push_back({k_load, 0, 0, offsetof(seccomp_data, arch)});
  program.push_back({k_equal, 1, 0, absent.architecture});
  program.push_back({k_skip, 0, 0, steps});
  program.push_back({k_load, 0, 0, offsetof(seccomp_data, nr)});
  program.push_back({k_mask, 0, 0, k_no_x32_bit});
  for (const auto& [first, last] : absent.ranges) {
    program.push_back({k_at_least, 0, 2, first});
    program.push_back({k_above, 1, 0, last});
    program.push_back({k_answer, 0, 0, SECCOMP_RET_ERRNO | ENOSYS});
  }
  program.push_back({k_answer, 0, 0, otherwise});
}

} // namespace

std::vector<sock_filter> older_kernel_filter(const std::vector<AbsentCalls>& absent,
                                             std::uint32_t otherwise)
{
  std::vector<sock_filter> steps;
  for (const auto& block : absent) {
    append_block(block, otherwise, steps);
  }
  steps.push_back({k_answer, 0, 0, otherwise});
  return steps;
}

bool install_older_kernel(const std::vector<AbsentCalls>& absent)
{
  if (absent.empty()) {
    return true;
  }
  auto steps = older_kernel_filter(absent, SECCOMP_RET_ALLOW);
  const sock_fprog program = {static_cast<unsigned short>(steps.size()), steps.data()};
  return steps.size() <= BPF_MAXINSNS &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

} // namespace crossroot::inner
