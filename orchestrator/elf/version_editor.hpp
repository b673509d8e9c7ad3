// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/version.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::elf {

/// What hide_versions_above() changed; each list sorted, entries like
/// "pow@GLIBC_2.29".
struct HiddenVersions {
  std::vector<std::string> hidden; ///< was what a linker binds to, is no longer
  std::vector<std::string> shown;  ///< is now what a linker binds to
  bool changed() const { return !hidden.empty() || !shown.empty(); }
};

/// Makes a shared library look, to a linker, as if it were of the release `floor`: of
/// each name the newest version not above the floor becomes the default, and what is
/// newer is hidden. Versions are `prefix` and a number; others (GLIBC_PRIVATE) stay as
/// they are. Edits the bytes in place. Only for copies that programs are linked with.
Result<HiddenVersions> hide_versions_above(std::span<std::byte> library,
                                           const Version& floor,
                                           std::string_view prefix = "GLIBC_");

} // namespace crossroot::elf
