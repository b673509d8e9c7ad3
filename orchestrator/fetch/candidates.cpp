// SPDX-License-Identifier: Apache-2.0
#include "fetch/candidates.hpp"

#include <fmt/format.h>

namespace crossroot::fetch {

namespace {

bool stands_for_itself(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("/-._~!$&'()*+,;=:@").find(c) != std::string_view::npos;
}

std::string escape_path(std::string_view path)
{
  std::string out;
  for (const char c : path) {
    if (stands_for_itself(c)) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

} // namespace

std::string url_of_folder(const std::filesystem::path& folder)
{
  return "file://" + escape_path(folder.string());
}

std::string join_url(std::string_view base, std::string_view path)
{
  auto url = base.starts_with('/') ? url_of_folder(base) : std::string(base);
  if (!url.ends_with('/')) {
    url += '/';
  }
  return url + escape_path(path);
}

std::string mirror_path_of(const BlobRequest& request)
{
  return request.mirror_path.empty() ? request.path : request.mirror_path;
}

std::vector<Candidate> candidates_for(const BlobRequest& request, const Sources& sources)
{
  std::vector<Candidate> candidates;
  if (const auto found = sources.find(request.archive); found != sources.end()) {
    for (const auto& source : found->second) {
      candidates.push_back({fmt::format("{} ({})", request.archive, source.label),
                            join_url(source.url, mirror_path_of(request)),
                            source.last_unless_missing});
    }
  }
  if (request.archive == k_source_archive) {
    candidates.push_back({"the recipe's URL", request.path});
  }
  return candidates;
}

} // namespace crossroot::fetch
