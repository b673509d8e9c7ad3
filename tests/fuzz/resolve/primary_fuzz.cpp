// SPDX-License-Identifier: Apache-2.0
#include "resolve/rpm_primary.hpp"
#include "resolve/solve.hpp"

// Whatever a list of rpm packages says, solving for its first ends without a crash.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size)
{
  crossroot::resolve::RpmPrimary primary;
  if (!primary.add({reinterpret_cast<const char*>(bytes), size}, "os")) {
    return 0;
  }
  const auto index = std::move(primary).finish();
  if (index && !index->stanzas().empty()) {
    const auto& first = index->stanzas().front();
    static_cast<void>(crossroot::resolve::solve({.index = *index,
                                                 .arch = std::string(first.arch),
                                                 .wanted = {std::string(first.name)},
                                                 .place = "fuzz"}));
  }
  return 0;
}
