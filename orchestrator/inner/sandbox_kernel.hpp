// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inner/wire.hpp"

#include <linux/filter.h>

#include <vector>

namespace crossroot::inner {

/// A filter that answers ENOSYS to these calls, and `otherwise` (SECCOMP_RET_…) to all
/// others.
std::vector<sock_filter> older_kernel_filter(const std::vector<AbsentCalls>& absent,
                                             std::uint32_t otherwise);

/// Has the kernel answer ENOSYS to these calls for this thread and all it will start, as
/// an older kernel would. Goes over every filter installed before. False with errno set
/// if it cannot be installed. Needs no-new-privs.
bool install_older_kernel(const std::vector<AbsentCalls>& absent);

} // namespace crossroot::inner
