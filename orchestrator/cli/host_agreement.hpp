// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/workspace.hpp"

namespace crossroot::cli {

/// Whether things that belong together are of one make.
struct Agreement {
  std::string subject;
  bool fine = true;
  std::string text, remedy;
};

/// This host's own kernel, headers, libc and Go. Builds use none of them: what else is
/// compiled here does.
std::vector<Agreement> host_agreement(const CancelToken& cancel);

/// The sysroots that this recipe's last build composed, looked at again.
std::vector<Agreement> sysroot_agreement(Workspace& workspace);

} // namespace crossroot::cli
