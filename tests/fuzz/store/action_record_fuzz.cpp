// SPDX-License-Identifier: Apache-2.0
#include "store/stat_cache.hpp"
#include "store/store.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace crossroot::store;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto record = ActionRecord::parse(text)) {
    const auto again = ActionRecord::parse(record->render());
    if (!again || again->render() != record->render()) {
      std::abort();
    }
  }
  if (const auto cache = StatCache::parse(text)) {
    if (StatCache::parse(cache->render()) != cache) {
      std::abort();
    }
  }
  return 0;
}
