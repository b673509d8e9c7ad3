// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

/// PKG_CONFIG of a target with third-party libraries; found under names that end in
/// -pkg-config. Returns pkgconf's exit code, or 1 after a refusal.
int pkg_config_main(int argc, char** argv);

namespace crossroot::inner {

/// The flags of a .pc file as a build may take them: paths of the target's file system
/// put under `sysroot`. `refusal` names the first that stands anywhere else.
std::string
judge_flags(std::string_view flags, std::string_view sysroot, std::string& refusal);

/// The words of `all` without the -lNAME that only --static brought and that `lacking`
/// says no archive exists of.
std::string without_lacking(std::string_view all,
                            std::string_view direct,
                            const std::vector<std::string>& lacking);

} // namespace crossroot::inner
