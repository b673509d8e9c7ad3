// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/version.hpp"
#include "sandbox/sandbox.hpp"

#include <vector>

namespace crossroot::runtime {

/// The release of the kernel that runs us, its first two or three numbers.
Version host_kernel();

/// The system calls of this host that `kernel` does not have, for the host's processor
/// and its 32-bit mode. qemu-user makes a call of the host for one of the guest, so this
/// holds for emulated programs, too. Errors: usage, if the host's own kernel is older
/// than that; environment, for a host whose calls the catalog does not know.
Result<std::vector<sandbox::AbsentCalls>> calls_absent_on(const Version& kernel);

} // namespace crossroot::runtime
