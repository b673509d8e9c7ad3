// SPDX-License-Identifier: Apache-2.0
#include "net/resume.hpp"

#include "base/text.hpp"

// RFC 9110, 13.1.5: If-Range takes a strong entity tag or a date. A weak tag (W/"…") says
// "equivalent", not "the same bytes", and must not be used to glue two halves together.
namespace crossroot::net {

namespace {

bool is_header(std::string_view line, std::string_view name)
{
  if (line.size() <= name.size() || line[name.size()] != ':') {
    return false;
  }
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c =
        line[i] >= 'A' && line[i] <= 'Z' ? static_cast<char>(line[i] + 32) : line[i];
    if (c != name[i]) {
      return false;
    }
  }
  return true;
}

} // namespace

void ResponseFacts::take_header(std::string_view line)
{
  if (line.starts_with("HTTP/")) {
    *this = ResponseFacts();
    return;
  }
  const auto colon = line.find(':');
  const auto value =
      colon == std::string_view::npos ? std::string_view() : trim(line.substr(colon + 1));
  if (is_header(line, "etag")) {
    if (value.starts_with('"')) {
      validator = value;
      etag_seen_ = true;
    }
  } else if (is_header(line, "last-modified") && !etag_seen_) {
    validator = value;
  } else if (is_header(line, "content-length") && !range_start) {
    whole_bytes = parse_number(value);
  } else if (is_header(line, "content-range") && value.starts_with("bytes ")) {
    const auto range = value.substr(6);
    range_start = parse_number(range.substr(0, range.find('-')));
    const auto slash = range.find('/');
    whole_bytes = slash == std::string_view::npos ? std::nullopt
                                                  : parse_number(range.substr(slash + 1));
  }
}

} // namespace crossroot::net
