// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inner/wire.hpp"

#include <sys/types.h>

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

namespace crossroot::inner {

/// Where the child's listener stands among its descriptors: the lowest free one of a
/// process that has its streams and one more.
inline constexpr int k_listener_place = 4;

/// In the child, which must be about to exec, dumpable, and hold no descriptor at
/// k_listener_place:
/// from here on every call waits until its parent has seen it, but for those that are
/// absent: they answer ENOSYS. False with errno set if
/// the kernel cannot do that (before 5.5). Needs no-new-privs.
bool install_recorder(const std::vector<AbsentCalls>& absent);

/// In the parent: the system calls that a child and all it starts make.
class Recorder {
public:
  /// Takes the listener out of a child that is inside or behind install_recorder(); it is
  /// waited for up to five seconds. False with errno set if it cannot be had.
  bool attach(pid_t child);
  /// To poll for input; -1 before attach().
  int descriptor() const { return listener_; }
  /// Notes the call that waits, if one does, and lets it go on.
  void take_one();
  /// Audit architecture and number; no more than the first 1,024 that differ.
  const std::set<std::pair<std::uint32_t, std::uint32_t>>& calls() const
  {
    return calls_;
  }

private:
  int listener_ = -1;
  std::set<std::pair<std::uint32_t, std::uint32_t>> calls_;
};

} // namespace crossroot::inner
