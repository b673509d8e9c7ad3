// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inner/wire.hpp"

namespace crossroot::inner {

/// Restricts this thread, and all it will start, to writing in the places of the
/// specification, as far as version `abi` of Landlock can; 0 restricts nothing. Needs
/// no_new_privs. False with errno set if a kernel that offers `abi` refuses.
bool restrict_by_landlock(const InnerSpec& spec, int abi);

} // namespace crossroot::inner
