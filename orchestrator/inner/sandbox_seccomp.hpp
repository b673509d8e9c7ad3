// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace crossroot::inner {

/// Denies this thread, and all it will start, the system calls that no build needs and
/// many an escape did. False with errno set if the filter cannot be installed.
bool install_seccomp_filter();

} // namespace crossroot::inner
