// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/syscall.h>
#include <unistd.h>

namespace crossroot::inner {

/// The version of Landlock that this kernel offers, 0 if it has none or has it turned
/// off. Numbers as in landlock(7): 1 is Linux 5.13, 2 is 5.19, 6 is 6.12. Thread-safe.
inline int landlock_abi()
{
  constexpr long k_create_ruleset = 444; // the same on every architecture
  constexpr unsigned k_ask_version = 1;
  const long version = ::syscall(k_create_ruleset, nullptr, 0, k_ask_version);
  return version > 0 ? static_cast<int>(version) : 0;
}

} // namespace crossroot::inner
