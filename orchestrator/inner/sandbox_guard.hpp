// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace crossroot::inner {

/// Outside the sandbox, between the orchestrator and bwrap: runs `argv` and returns once
/// it and everything it started is gone. Ends it when the liveness pipe closes.
int guard_main(char** argv);

} // namespace crossroot::inner
