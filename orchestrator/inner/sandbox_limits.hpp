// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inner/wire.hpp"

namespace crossroot::inner {

/// Limits, umask and personality of the program, the same on every host as far as the
/// host's own hard limits allow. False with errno set if one cannot be had.
bool apply_limits(const InnerSpec& spec);

} // namespace crossroot::inner
