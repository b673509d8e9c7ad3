// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "archive/members.hpp"
#include "verify/verify.hpp"

namespace crossroot::verify {

/// What came of one ELF file, or of one thing that could not be read.
struct Outcome {
  std::string shown_as;
  Result<Report> report;
};

/// What one word of the command line held.
struct OperandOutcome {
  std::string operand;        ///< safe on a terminal
  std::vector<Outcome> files; ///< sorted by name; empty if it holds no ELF file
};

/// Holds every ELF file that the operands stand for (verify/inputs.hpp) to the
/// expectations, `jobs` of them at a time; the answer does not depend on `jobs`. Members
/// of archives wait in memory, up to 256 MB of them, or one if it is larger, beside the
/// one that is being unpacked. An Error only if the user stopped it.
Result<std::vector<OperandOutcome>>
verify_inputs(const std::vector<std::string>& operands,
              const Expectations& expectations,
              const archive::MemberLimits& limits,
              unsigned jobs,
              const CancelToken& cancel);

} // namespace crossroot::verify
