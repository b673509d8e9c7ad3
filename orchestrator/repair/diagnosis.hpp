// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "elf/need_editor.hpp"
#include "verify/demand.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crossroot::repair {

/// Whether one way would really cure a file, and why or why not.
struct Opinion {
  bool cures = false;
  std::string reason;
};

/// What stands between a finished file and an older glibc, and what each way of mending
/// a file without building it again would do about it.
struct Diagnosis {
  Version floor;                           ///< the libc that it was held to
  std::vector<verify::NodeDemand> lacking; ///< asked for, newer than the floor
  Opinion preload, rewrite, bundle;
  std::vector<elf::OlderVersion> older; ///< what `rewrite` would change
  bool healthy() const { return lacking.empty(); }
};

/// Judges by the embedded tables alone. `floor` has the libc; its libstdc++ is that of
/// the newest distribution with no newer libc. Errors (usage): a file that is no dynamic
/// program or library of a glibc triplet that the tables cover.
Result<Diagnosis> diagnose(const verify::FileDemand& demand, Version floor);

} // namespace crossroot::repair
