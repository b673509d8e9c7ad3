// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inner/cc_arguments.hpp"
#include "inner/cc_configuration.hpp"

#include <string>
#include <vector>

namespace crossroot::inner {

/// What CC runs in place of what it was asked to run.
struct Rewritten {
  std::vector<std::string> arguments; ///< clang's path first
  std::string refusal;                ///< if not empty, nothing may run: the reason
};

/// clang's command line for the arguments given (without argv[0], response files
/// already expanded). Pure: the golden tables of tests/golden/toolchain come from here.
Rewritten rewrite(const CcConfiguration& configuration,
                  bool cxx,
                  const std::vector<std::string>& arguments);

/// Puts a path of the target's file system (/usr/include, /lib/…) back under the
/// sysroot; any other path stays.
std::string under_sysroot(const CcConfiguration& configuration, const std::string& path);

/// clang's line "clang version 19.1.7 …" with the configuration's digest in it. Go puts
/// that line into its action ids, which is the only way its cache learns that a sysroot
/// behind an unchanged path is another one.
std::string version_line(const CcConfiguration& configuration, const std::string& line);

} // namespace crossroot::inner
