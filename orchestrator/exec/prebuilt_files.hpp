// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exec/go_packages.hpp"
#include "exec/go_room.hpp"
#include "exec/prebuilt.hpp"

namespace crossroot::exec {

/// Names after "C." in the text of a Go file. Total.
std::set<std::string> called_from_go(std::string_view go_file);

/// Surveys what the packages of a go-build bring compiled, before it runs: tells a note
/// for each file that needs something above the floor. Returns the lines for the log, or
/// the refusal. Asks go for the packages only if source or modules hold any such file;
/// where go cannot tell, nothing is said, and go build says why.
Result<std::string>
check_prebuilt(const ActionRun& run, const TargetSpec& target, sandbox::SandboxSpec spec);

} // namespace crossroot::exec
