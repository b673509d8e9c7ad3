// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/event.hpp"

namespace crossroot::os {

/// From now on the first SIGINT or SIGTERM (or SIGHUP) sets `token`, and a second one
/// ends the process at once with code 130: whatever is half-written then is temporary
/// by design, and children die with us. SIGPIPE is ignored. Called once, by main; the
/// token must live as long as the process.
void cancel_on_signals(CancelToken& token);

} // namespace crossroot::os
