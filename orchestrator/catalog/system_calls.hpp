// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/version.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::catalog {

/// A system call of one CPU: the number in the kernel's table and the kernel that first
/// answered it.
struct SystemCall {
  std::string name; ///< "statx", as the kernel's headers have it behind __NR_
  std::uint32_t number = 0;
  Version since;
};

/// sysroots/tables/system-calls.txt for one CPU (a triplet's first part), by number.
/// Known are the CPUs whose kernel runs crossroot, with their 32-bit modes: x86_64, i686,
/// aarch64, arm. Error (definition) for a line that is none.
Result<std::vector<SystemCall>> parse_system_calls(std::string_view text,
                                                   std::string_view cpu);
/// The embedded table; empty for other CPUs. Thread-safe.
std::vector<SystemCall> system_calls(std::string_view cpu);

/// First and last number of calls, both of the range.
struct CallRange {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  bool operator==(const CallRange&) const = default;
};

/// The numbers that `kernel` does not answer: those of later calls, and all above the
/// table that a kernel may use one day. Sorted and apart; numbers that belong to no call
/// join the range that they stand in.
std::vector<CallRange> calls_after(const Version& kernel,
                                   const std::vector<SystemCall>& calls);

} // namespace crossroot::catalog
