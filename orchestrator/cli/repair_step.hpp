// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/workspace.hpp"
#include "repair/diagnosis.hpp"
#include "runtime/proof.hpp"

#include <optional>
#include <string>

namespace crossroot::cli {

/// One system whose loader was asked about the file as it is.
struct AskedSystem {
  std::string name; ///< "Debian 11, glibc 2.31-13+deb11u13"
  runtime::ProofRoot root;
  runtime::LoadOutcome before;
};

/// What the command line and the file say, and what the systems said of it.
struct RepairJob {
  Workspace& workspace;
  verify::FileDemand demand;
  repair::Diagnosis diagnosis;
  Version floor;
  fs::path into;
  std::string name, install;
  std::string from;                    ///< --from: the system of a bundle; "" for any
  std::optional<AskedSystem> refusing; ///< the oldest that refuses
  std::optional<AskedSystem>
      loading; ///< the oldest that loads it: what a bundle is made of

  const Triplet& triplet() const { return *demand.requirement.triplet; }
};

/// Has the file ask for the older versions of the diagnosis. Both ways ask the loaders of
/// all systems that can be had about the file as it is, make the result where the sandbox
/// can read it, have the oldest system that refused before load it, and only then put it
/// in its place. Errors: verify (no-room; refused still), io, those of making roots.
Result<void> repair_by_rewrite(RepairJob& job);
/// Puts loader and libraries beside the program.
Result<void> repair_by_bundle(RepairJob& job);

} // namespace crossroot::cli
