// SPDX-License-Identifier: Apache-2.0
#include "net/url.hpp"

#include "net/http.hpp"

#include <algorithm>

namespace crossroot::net {

namespace {

/// A URL cut at its joints; views into the text.
struct Parts {
  std::string_view scheme;
  std::string_view host; ///< with port, without user
  std::string_view path; ///< with query and fragment
};

Parts cut(std::string_view url)
{
  Parts parts;
  if (const auto mark = url.find("://"); mark != std::string_view::npos) {
    parts.scheme = url.substr(0, mark);
    url.remove_prefix(mark + 3);
  }
  const auto end = std::min(url.find_first_of("/?#"), url.size());
  parts.host = url.substr(0, end);
  parts.path = url.substr(end);
  if (const auto at = parts.host.rfind('@'); at != std::string_view::npos) {
    parts.host.remove_prefix(at + 1);
  }
  return parts;
}

std::string lower(std::string_view text)
{
  std::string out(text);
  for (auto& c : out) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

} // namespace

std::string origin_of(std::string_view url)
{
  const auto parts = cut(url);
  return parts.scheme.empty() ? "" : lower(parts.scheme) + "://" + lower(parts.host);
}

std::string scheme_of(std::string_view url)
{
  return lower(cut(url).scheme);
}

std::string host_of(std::string_view url)
{
  return std::string(cut(url).host);
}

std::string url_for_people(std::string_view url)
{
  const auto parts = cut(url);
  std::string out(parts.scheme);
  if (!parts.scheme.empty()) {
    out += "://";
  }
  out += parts.host;
  out += parts.path.substr(0, parts.path.find_first_of("?#"));
  // A server chooses where it redirects to; a terminal must not obey it.
  std::replace_if(
      out.begin(), out.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
  return out;
}

} // namespace crossroot::net
