// SPDX-License-Identifier: Apache-2.0
#include "resolve/release_file.hpp"
#include "resolve/signature_check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size)
{
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  static_cast<void>(crossroot::resolve::parse_release(text));
  static_cast<void>(crossroot::resolve::judge_signatures(text, {"A"}, true));
  return 0;
}
