// SPDX-License-Identifier: Apache-2.0
#include "runtime/proof.hpp"

#include <cstdint>
#include <cstdlib>

using namespace crossroot;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
  sandbox::SandboxOutcome outcome;
  outcome.err.assign(reinterpret_cast<const char*>(bytes), size);
  const auto load = runtime::read_loader_words(outcome);
  const bool refuses = load.result == runtime::LoadOutcome::Result::refuses;
  if (refuses && load.complaint.empty()) {
    std::abort();
  }
  return 0;
}
