// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace crossroot::resolve {

/// The content of an .xz file in memory, which must have exactly `size_bytes` (the
/// signed index says so): no more memory is taken, whatever the file claims.
Result<std::string> unxz(std::string_view bytes, std::uint64_t size_bytes);

} // namespace crossroot::resolve
