// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/version.hpp"
#include "target/triplet.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crossroot::catalog {

/// Who asks for a kernel: a Go release, a processor, a release of a C library.
enum class KernelAsker : std::uint8_t { go, machine, glibc, musl };

/// One row of sysroots/tables/kernel-floors.toml.
struct KernelFloor {
  KernelAsker asker = KernelAsker::go;
  Version since;    ///< of the asker; empty for a machine
  std::string arch; ///< GOARCH; "" for all
  Version kernel;
  std::string source; ///< where the number is from
};

Result<std::vector<KernelFloor>> parse_kernel_floors(std::string_view toml,
                                                     const std::string& file);
/// The embedded table.
const std::vector<KernelFloor>& kernel_floors();

/// The oldest kernel that this asker accepts; empty if the table has no row for it. For a
/// machine the release is not looked at.
Version kernel_for(KernelAsker asker, const Version& release, std::string_view go_arch);

} // namespace crossroot::catalog
