// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <string_view>

namespace crossroot::sandbox {

/// Why bwrap could not make the sandbox, from what it wrote, as an Error (environment,
/// "sandbox") with cause and remedy. `uid` is the user that bwrap ran as.
Error explain_bwrap(std::string_view standard_error, std::uint32_t uid);

/// Why the program could not be started inside: `step` and `error_number` as inner
/// reported them.
Error explain_inner(std::string_view step, int error_number, std::string_view program);

} // namespace crossroot::sandbox
