// SPDX-License-Identifier: Apache-2.0
#include "fetch/fetch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace crossroot::fetch {

namespace {

std::string
module_file(std::string_view path, std::string_view version, std::string_view suffix)
{
  return fmt::format("{}/@v/{}.{}", escape_module(path), escape_module(version), suffix);
}

BlobRequest request_of(const LockedPackage& package)
{
  return {.label = fmt::format("{} {}", package.name, package.version),
          .archive = package.archive,
          .path = package.path,
          .sha256 = package.sha256,
          .size = package.size,
          .remedy = fmt::format("crossroot lock --update {}", package.name)};
}

BlobRequest request_of(const LockedSdk& sdk)
{
  BlobRequest request{.label = fmt::format("go {}", sdk.version),
                      .sha256 = sdk.sha256,
                      .size = sdk.size,
                      .remedy = "crossroot lock"};
  if (sdk.kind == "tarball") {
    request.archive = k_go_release_archive;
    request.path = fmt::format("go{}.{}.tar.gz", sdk.version, sdk.host);
    return request;
  }
  const auto at = sdk.module.find('@');
  request.archive = k_go_archive;
  request.path = at == std::string::npos ? sdk.module
                                         : module_file(sdk.module.substr(0, at),
                                                       sdk.module.substr(at + 1), "zip");
  return request;
}

void add_module(std::vector<BlobRequest>& into, const LockedModule& module)
{
  const auto add = [&](std::string_view suffix, const Digest& digest,
                       std::uint64_t size) {
    if (digest != Digest()) {
      into.push_back({.label = fmt::format("{} {}", module.path, module.version),
                      .archive = std::string(k_go_archive),
                      .path = module_file(module.path, module.version, suffix),
                      .sha256 = digest,
                      .size = size,
                      .remedy = "crossroot lock"});
    }
  };
  add("zip", module.zip, module.zip_size);
  add("mod", module.mod, module.mod_size);
}

BlobRequest request_of(const LockedSource& source)
{
  const bool module = source.kind == "go";
  return {.label = fmt::format("source {} {}", source.url, source.revision),
          .archive = std::string(module ? k_go_archive : k_source_archive),
          .path = module ? module_file(source.url, source.revision, "zip") : source.url,
          .mirror_path = module ? "" : source.sha256.render(),
          .sha256 = source.sha256,
          .size = source.size,
          .remedy = "crossroot lock"};
}

auto order_of(const BlobRequest& request)
{
  return std::tie(request.archive, request.path, request.sha256);
}

} // namespace

std::string escape_module(std::string_view text)
{
  std::string out;
  for (const char c : text) {
    if (c >= 'A' && c <= 'Z') {
      out += '!';
      out += static_cast<char>(c - 'A' + 'a');
    } else {
      out += c;
    }
  }
  return out;
}

std::vector<BlobRequest> requests_of(const Lock& lock)
{
  std::vector<BlobRequest> requests;
  for (const auto& package : lock.packages) {
    requests.push_back(request_of(package));
  }
  if (lock.sdk.sha256 != Digest()) {
    requests.push_back(request_of(lock.sdk));
  }
  for (const auto& module : lock.modules) {
    add_module(requests, module);
  }
  // A path has no blob, and a git commit is fetched by git: its digest is a tree's.
  if (lock.source.kind != "git" && lock.source.sha256 != Digest()) {
    requests.push_back(request_of(lock.source));
  }
  std::stable_sort(requests.begin(), requests.end(), [](const auto& a, const auto& b) {
    return order_of(a) < order_of(b);
  });
  requests.erase(std::unique(requests.begin(), requests.end(),
                             [](const auto& a, const auto& b) {
                               return order_of(a) == order_of(b);
                             }),
                 requests.end());
  return requests;
}

} // namespace crossroot::fetch
