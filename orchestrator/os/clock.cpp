// SPDX-License-Identifier: Apache-2.0
#include "os/clock.hpp"

#include <fmt/format.h>

#include <chrono>
#include <ctime>

namespace crossroot::os {

std::int64_t unix_seconds()
{
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string render_time(std::int64_t seconds_since_1970)
{
  const auto seconds = static_cast<std::time_t>(seconds_since_1970);
  std::tm parts = {};
  ::gmtime_r(&seconds, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", parts.tm_year + 1900,
                     parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min,
                     parts.tm_sec);
}

std::string today()
{
  return render_time(unix_seconds()).substr(0, 10);
}

double monotonic_seconds()
{
  return std::chrono::duration<double>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

} // namespace crossroot::os
