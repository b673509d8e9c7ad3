// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "os/descriptor.hpp"
#include "os/process.hpp"

#include <sys/types.h>

namespace crossroot::os {

/// A started child. Streams are closed descriptors if it has our terminal.
struct Launched {
  pid_t pid = -1;
  Descriptor standard_input;  ///< our write end
  Descriptor standard_output; ///< our read end
  Descriptor standard_error;  ///< our read end
};

/// Starts the program and returns once it runs; an Error names the step that failed.
/// The caller reaps it.
Result<Launched> launch(const Command& command);

} // namespace crossroot::os
