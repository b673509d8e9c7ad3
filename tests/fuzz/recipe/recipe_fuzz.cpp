// SPDX-License-Identifier: Apache-2.0
#include "recipe/recipe.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto recipe = crossroot::parse_recipe(text, "/fuzz/crossroot.toml");
  if (recipe && recipe->targets.empty()) {
    __builtin_trap(); // the contract: at least one target
  }
  return 0;
}
