// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace crossroot::inner {

/// Process 1 of a sandbox that bwrap has set up. Descriptors as in wire.hpp.
int sandbox_main();

} // namespace crossroot::inner
