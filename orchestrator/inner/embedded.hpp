// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace crossroot::inner {

/// The bytes of the static executable that works inside the sandbox: its process 1, and
/// CC. Not part of any key: sandbox::k_policy_version and the CC configuration are.
std::string_view inner_executable();

} // namespace crossroot::inner
