// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "archive/members.hpp"
#include "verify/demand.hpp"

#include <functional>

namespace crossroot::verify {

/// What one ELF file asks, or why it could not be read.
struct DemandOutcome {
  std::string shown_as; ///< "pkg.deb!usr/bin/x", safe on a terminal
  Result<FileDemand> demand;
};

/// Puts a member's bytes where a loader can take them from, and says where.
using KeepMember =
    std::function<Result<std::filesystem::path>(const std::vector<std::byte>& bytes)>;

/// Reads the demand of every ELF file that the operand stands for (verify/inputs.hpp),
/// sorted by name; empty if it holds none. One member of an archive is in memory at a
/// time; FileDemand::path of it is what `keep` says, and empty without `keep`. An Error
/// only if the user stopped it or `keep` failed.
Result<std::vector<DemandOutcome>> read_demands(const std::string& operand,
                                                const archive::MemberLimits& limits,
                                                const KeepMember& keep,
                                                const CancelToken& cancel);

} // namespace crossroot::verify
