// SPDX-License-Identifier: Apache-2.0
#include "recipe/policy_files.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  auto policy = crossroot::parse_policy(text, "fuzz.toml");
  if (!policy) {
    return 0;
  }
  auto twice = policy->abi;
  crossroot::tighten(twice, policy->abi);
  if (policy->abi.relro != twice.relro || policy->abi.pie != twice.pie) {
    __builtin_trap(); // the contract: asking the same again asks for no more
  }
  crossroot::abi_json(twice).render();
  twice.policies = policy->inherit; // shipped ones only: no file is read
  if (crossroot::PolicyFiles().add_named(twice) && !twice.ceilings.empty()) {
    twice.ceilings.back().at("x86_64-linux-gnu");
  }
  return 0;
}
