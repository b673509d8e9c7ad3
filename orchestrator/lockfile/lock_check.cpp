// SPDX-License-Identifier: Apache-2.0
#include "lockfile/lockfile.hpp"

#include <fmt/format.h>

namespace crossroot {

namespace {

Error stale(const std::string& key, const std::string& before, const std::string& after)
{
  return Error(ErrorKind::lock_stale, "lock",
               fmt::format("crossroot.lock does not match the recipe: {} moved", key))
      .note("cause", fmt::format("{} → {}", before, after))
      .hint("crossroot lock");
}

} // namespace

Result<void> check_lock(const Lock& lock,
                        const std::map<std::string, std::string>& inputs)
{
  auto locked = lock.inputs.begin();
  auto asked = inputs.begin();
  while (locked != lock.inputs.end() || asked != inputs.end()) {
    if (asked == inputs.end() ||
        (locked != lock.inputs.end() && locked->first < asked->first)) {
      return stale(locked->first, locked->second, "nothing");
    }
    if (locked == lock.inputs.end() || asked->first < locked->first) {
      return stale(asked->first, "nothing", asked->second);
    }
    if (locked->second != asked->second) {
      return stale(locked->first, locked->second, asked->second);
    }
    ++locked;
    ++asked;
  }
  return {};
}

} // namespace crossroot
