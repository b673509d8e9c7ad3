// SPDX-License-Identifier: Apache-2.0
#include "resolve/apk_packages.hpp"
#include "resolve/solve.hpp"

// Whatever an APKINDEX says, solving for its first package ends without a crash.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size)
{
  const auto index = crossroot::resolve::parse_apk_lists(
      {{"main", std::string(reinterpret_cast<const char*>(bytes), size)}});
  if (index && !index->stanzas().empty()) {
    const auto& first = index->stanzas().front();
    static_cast<void>(crossroot::resolve::solve({.index = *index,
                                                 .arch = std::string(first.arch),
                                                 .wanted = {std::string(first.name)},
                                                 .place = "fuzz"}));
  }
  return 0;
}
