// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inner/wire.hpp"

#include <vector>

namespace crossroot::inner {

/// Has the kernel answer ENOSYS to these calls for this thread and all it will start, as
/// an older kernel would. Goes over every filter installed before. False with errno set
/// if it cannot be installed. Needs no-new-privs.
bool install_older_kernel(const std::vector<AbsentCalls>& absent);

} // namespace crossroot::inner
