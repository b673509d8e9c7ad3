// SPDX-License-Identifier: Apache-2.0
#include "net/http.hpp"
#include "net/resume.hpp"
#include "net/url.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace crossroot::net;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto shown = url_for_people(text);
  if (shown.find_first_of("?#") != std::string::npos &&
      text.find_first_of("\x7f?#") == std::string_view::npos) {
    // Only a control character may have become a question mark.
    bool control = false;
    for (const char c : text) {
      control = control || static_cast<unsigned char>(c) < 0x20;
    }
    if (!control) {
      std::abort();
    }
  }
  if (!origin_of(text).empty() && origin_of(text).find('@') != std::string::npos) {
    const auto scheme_end = text.find("://");
    if (text.substr(0, scheme_end).find('@') == std::string_view::npos) {
      std::abort();
    }
  }
  ResponseFacts facts;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size() - 1) + 1;
    facts.take_header(text.substr(at, end - at));
    at = end;
  }
  return 0;
}
