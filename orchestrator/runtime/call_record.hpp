// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.hpp"
#include "catalog/system_calls.hpp"
#include "sandbox/sandbox.hpp"

#include <map>
#include <string>
#include <vector>

namespace crossroot::runtime {

/// The system calls that one run made, by name.
struct CallRecord {
  std::map<std::string, catalog::SystemCall> calls;
  std::vector<std::string> architectures; ///< "SCMP_ARCH_X86_64", sorted
  std::vector<std::uint32_t> unknown;     ///< numbers that the catalog has no name for

  /// The oldest kernel that has them all, and the call that makes it so.
  const catalog::SystemCall* newest() const; ///< null if there are none
  /// A seccomp profile as container engines read it (OCI runtime specification, linux
  /// .seccomp): what was made is allowed, all else answers ENOSYS, which callers that
  /// know a second way take for "not here".
  Json to_oci_profile() const;
};

CallRecord name_calls(const sandbox::SandboxOutcome& outcome);

} // namespace crossroot::runtime
