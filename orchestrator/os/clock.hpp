// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace crossroot::os {

/// Today's date in UTC as 2027-01-31. For judging supply and waivers, never for output.
std::string today();
/// Seconds since 1970-01-01 UTC.
std::int64_t unix_seconds();
/// 2027-01-31T13:05:59Z.
std::string render_time(std::int64_t seconds_since_1970);
/// Seconds on a clock that never jumps; only differences mean something.
double monotonic_seconds();

} // namespace crossroot::os
