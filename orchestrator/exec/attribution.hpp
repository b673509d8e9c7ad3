// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exec/go_room.hpp"
#include "exec/progress.hpp"

#include <map>
#include <string>

namespace crossroot::exec {

/// Symbol → who asks for it: "spawn.o in libfoo.a, module example.com/foo@v1.2.0 (#cgo
/// LDFLAGS, foo.go:12)". `spec` is that of a go-build whose packages are compiled and in
/// its cache. Empty where go cannot tell: a diagnosis never replaces what it is one of.
std::map<std::string, std::string>
symbol_causes(const ActionRun& run, const TargetSpec& target, sandbox::SandboxSpec spec);

/// Findings of `verify` that name symbols get their causes: a second pass over the files
/// of a target that failed, kept in the store under a key of its own. Does nothing,
/// and costs nothing, if all is well.
Result<void> explain_findings(const Plan& plan,
                              const Action& verify,
                              const ExecContext& context,
                              ActionStates& states);

} // namespace crossroot::exec
