// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/version.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace crossroot::sysroot {

struct GuardedText {
  std::string text;
  std::size_t guarded = 0; ///< declarations that now stand inside a guard
};

/// Puts every file-scope declaration or inline definition of the function `name` between
/// `#if __GLIBC_PREREQ (since) …` and `#endif`. Text that is no C comes out as it went
/// in: total for any bytes.
GuardedText
guard_declarations(std::string_view header, std::string_view name, const Version& since);

} // namespace crossroot::sysroot
