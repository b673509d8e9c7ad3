// SPDX-License-Identifier: Apache-2.0
// Go 1.21 began to ship a go command that needs no library. An older one asks for the
// loader of this machine's glibc, which a lock's sandbox has not: nothing is composed
// while locking, and nothing of the host may be seen. The toolchain root that was locked
// just before has one; its package is all that is wanted of it.
#include "resolve/go_libc.hpp"

#include "archive/archive.hpp"
#include "base/text.hpp"
#include "fetch/fetch.hpp"
#include "resolve/known.hpp"
#include "sysroot/sysroot.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::resolve {

namespace {

Result<void>
fill(const fs::path& blob, const fs::path& into, const ResolveContext& context)
{
  CROSSROOT_TRY(auto unpacked, context.store.staging("libc"));
  archive::UnpackPolicy policy;
  policy.merge_usr = true;
  CROSSROOT_CHECK(archive::unpack_deb(blob, unpacked.path(), policy, context.cancel));
  Definition plain;
  plain.role = Definition::Role::toolchain;
  CROSSROOT_CHECK(sysroot::compose({{"libc6", unpacked.path()}}, plain, into));
  return {};
}

} // namespace

bool go_needs_libc(std::string_view release)
{
  const auto parts = split(release, '.');
  const auto minor = parts.size() < 2 ? std::string_view() : parts[1];
  const auto number =
      parse_number(minor.substr(0, minor.find_first_not_of("0123456789")));
  constexpr std::uint64_t k_first_without = 21;
  return !parts.empty() && parts[0] == "1" && number && *number < k_first_without;
}

Result<fs::path> libc_root(const Lock& lock, const ResolveContext& context)
{
  const auto package = std::find_if(
      lock.packages.begin(), lock.packages.end(), [](const LockedPackage& one) {
        return one.tree.starts_with("toolchain ") && one.name == "libc6";
      });
  if (package == lock.packages.end()) {
    return Error(ErrorKind::lock_stale, "go-sdk",
                 fmt::format("the go command of {} needs glibc, and the toolchain root "
                             "has none",
                             lock.sdk.version))
        .hint("go.sdk = \"1.21.13\" or newer");
  }
  auto requests = fetch::requests_of(lock);
  std::erase_if(requests,
                [&](const auto& request) { return request.sha256 != package->sha256; });
  CROSSROOT_CHECK(fetch::fetch_blobs(requests, context.sources, context.store,
                                     context.http, context.events, context.cancel));
  CROSSROOT_TRY(
      const auto tree,
      tree_of(context.store,
              {.name = "libc for go " + lock.sdk.version,
               .entries = {{"blob", package->sha256.render()},
                           {"compose", std::string(sysroot::k_compose_version)},
                           {"unpack", std::string(archive::k_unpacker_version)}}},
              [&](const fs::path& into) {
                return fill(context.store.blob_path(package->sha256), into, context);
              }));
  return context.store.tree_path(tree);
}

} // namespace crossroot::resolve
