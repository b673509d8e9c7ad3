// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "os/descriptor.hpp"
#include "sandbox/sandbox.hpp"

#include <map>
#include <string>
#include <vector>

namespace crossroot::sandbox {

/// What bwrap is told: the list for --args, and the files in memory that it refers to,
/// by the descriptor numbers they must have in bwrap.
struct BwrapArguments {
  std::vector<std::string> words;
  std::map<int, os::Descriptor> files;
  std::string render() const; ///< each word and a NUL
};

/// The fixed policy applied to one specification. Descriptors from `first_file` on are
/// used for files.
Result<BwrapArguments>
bwrap_arguments(const SandboxSpec& spec, const fs::path& inner, int first_file);

} // namespace crossroot::sandbox
