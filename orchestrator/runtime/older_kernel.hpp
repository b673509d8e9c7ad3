// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/version.hpp"
#include "sandbox/sandbox.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace crossroot::runtime {

/// One way in which this host's processor runs programs without an emulator.
struct HostMode {
  std::string_view machine;      ///< as uname calls the host
  std::string_view cpu;          ///< a triplet's first part
  std::uint32_t architecture;    ///< AUDIT_ARCH_…, linux/audit.h
  std::string_view seccomp_name; ///< "SCMP_ARCH_X86_64"
};
/// The host's own and its 32-bit mode; none for a processor that the catalog of system
/// calls does not know.
std::vector<HostMode> host_modes();

/// The release of the kernel that runs us, its first two or three numbers.
Version host_kernel();

/// The system calls of this host that `kernel` does not have, for the host's processor
/// and its 32-bit mode. qemu-user makes a call of the host for one of the guest, so this
/// holds for emulated programs, too. Errors: usage, if the host's own kernel is older
/// than that; environment, for a host whose calls the catalog does not know.
Result<std::vector<sandbox::AbsentCalls>> calls_absent_on(const Version& kernel);

} // namespace crossroot::runtime
