// SPDX-License-Identifier: Apache-2.0
// Go publishes each release as a module, golang.org/toolchain, so any module proxy has
// it, and the checksum database has its hash. The proxy is not trusted: the h1 hash of
// the zip as it arrived must be the one that the database proves.
//
// Without a proxy (GOPROXY=direct or off) there is the release tarball, whose SHA-256
// the release site publishes in a list. List and tarball come from the sources of archive
// "go-release": mirrors that the user names (of it or of "go"), then the public site over
// https. Nothing signs that list, so whose it was is said, and the lock pins its answer.
#include "resolve/go_sdk_lock.hpp"

#include "archive/archive.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "os/files.hpp"
#include "resolve/checksum_database.hpp"
#include "resolve/go_proxy.hpp"
#include "resolve/go_sum.hpp"
#include "resolve/known.hpp"
#include "resolve/package_lock.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::resolve {

namespace {

constexpr std::string_view k_module = "golang.org/toolchain";
constexpr std::uint64_t k_tile_limit = std::uint64_t{1} << 20;
constexpr std::uint64_t k_list_limit = std::uint64_t{64} << 20;

Result<std::string> proven_hash(const std::string& version,
                                const GoProxy& proxy,
                                const ResolveContext& context)
{
  CROSSROOT_TRY(const auto key, NoteKey::parse(go_checksum_key()));
  // Through the proxy first; where it does not carry the database, from its own host,
  // which Go does too.
  const ReadDatabase read = [&](const std::string& path) -> Result<std::string> {
    auto answer = proxy.get("sumdb/" + key.name + "/" + path, k_tile_limit);
    if (answer || answer.error().kind() == ErrorKind::interrupted) {
      return answer;
    }
    auto direct = context.http.get("https://" + key.name + "/" + path, k_tile_limit,
                                   context.cancel);
    return direct ? std::move(direct) : std::move(answer);
  };
  auto hash = look_up_module(std::string(k_module), version, key, read);
  if (!hash) {
    return std::move(hash).error().during(
        fmt::format("looking up {}@{}", k_module, version));
  }
  return hash;
}

Error no_such_sdk(const std::string& version, const Error& cause)
{
  return Error(ErrorKind::definition, "go-sdk",
               fmt::format("there is no Go SDK {} for this host", version))
      .note("cause", cause.message())
      .hint("go.sdk = \"…\" with a released version, such as \"1.25.5\"");
}

Result<LockedSdk> lock_module(const std::string& version,
                              const std::string& host,
                              const Lock* previous,
                              const ResolveContext& context)
{
  const GoProxy proxy(context);
  const auto module_version = toolchain_module_version(version, host);
  auto hash = proven_hash(module_version, proxy, context);
  if (!hash) {
    return status_of(hash.error()) == 404 ? no_such_sdk(version, hash.error())
                                          : std::move(hash).error();
  }
  if (previous != nullptr && previous->sdk.kind == "module" &&
      previous->sdk.host == host && previous->sdk.h1 == *hash &&
      context.store.has_blob(previous->sdk.sha256)) {
    return previous->sdk;
  }
  const auto known = blob_of_hash(context.store, *hash);
  LockedSdk sdk{.version = version,
                .host = host,
                .module = fmt::format("{}@{}", k_module, module_version),
                .h1 = *hash,
                .sha256 = known ? known->digest : Digest(),
                .size = known ? known->size : 0,
                .kind = "module"};
  if (known) {
    return sdk;
  }
  CROSSROOT_TRY(const auto blob,
                proxy.get_blob(fmt::format("{}/@v/{}.zip", k_module, module_version),
                               fmt::format("go {}", version)));
  CROSSROOT_TRY(const auto found,
                archive::go_module_hash(context.store.blob_path(blob.digest)));
  if (found != *hash) {
    return Error(ErrorKind::digest_mismatch, "go-sdk",
                 fmt::format("the Go SDK {} that the proxy gave is not the published one",
                             version))
        .note("expected", *hash)
        .note("found", found);
  }
  CROSSROOT_CHECK(remember_hash(context.store, found, blob.digest));
  sdk.sha256 = blob.digest;
  sdk.size = blob.size;
  return sdk;
}

/// What the release site says of one file.
struct PublishedFile {
  Digest sha256;
  std::uint64_t size = 0;
};

/// The entry of `name` in the list of releases; nothing if it has none that can be used.
std::optional<PublishedFile> find_release(const Json& releases, const std::string& name)
{
  const Json::Array none;
  const auto* const all = releases.array();
  for (const auto& release : all != nullptr ? *all : none) {
    const auto* const files = release["files"].array();
    for (const auto& file : files != nullptr ? *files : none) {
      const auto digest = Digest::parse(file.text("sha256"));
      const auto* const size = file["size"].integer();
      if (file.text("filename") == name && digest && size != nullptr && *size > 0) {
        return PublishedFile{*digest, static_cast<std::uint64_t>(*size)};
      }
    }
  }
  return std::nullopt;
}

struct ReleaseList {
  Json releases;
  std::string label; ///< of the source that gave it
};

/// The list of releases, from the first source that gives one.
Result<ReleaseList> read_releases(const ResolveContext& context)
{
  const auto sources = context.sources.find(std::string(fetch::k_go_release_archive));
  auto error = Error(ErrorKind::io, "go-sdk", "no source gives the list of Go releases");
  for (const auto& source : sources != context.sources.end()
                                ? sources->second
                                : std::vector<fetch::Source>()) {
    const auto text = context.http.get(source.url + "/?mode=json&include=all",
                                       k_list_limit, context.cancel);
    auto list = text ? Json::parse(*text) : Result<Json>(text.error());
    if (list && list->array() != nullptr) {
      return ReleaseList{std::move(*list), source.label};
    }
    if (!list && list.error().kind() == ErrorKind::interrupted) {
      return std::move(list).error();
    }
    auto said = list ? "no list of releases" : list.error().message();
    error = Error(std::move(error)).note(source.label, std::move(said));
  }
  return std::move(error).hint("GOPROXY=https://…    or    --mirror go=URL");
}

Result<LockedSdk> lock_tarball(const std::string& version,
                               const std::string& host,
                               const ResolveContext& context)
{
  CROSSROOT_TRY(const auto list, read_releases(context));
  const auto name = fmt::format("go{}.{}.tar.gz", version, host);
  const auto published = find_release(list.releases, name);
  if (!published) {
    return no_such_sdk(version,
                       Error(ErrorKind::io, "go-sdk", "no release lists " + name));
  }
  CROSSROOT_CHECK(fetch::fetch_blobs(
      {{.label = "go " + version,
        .archive = std::string(fetch::k_go_release_archive),
        .path = name,
        .sha256 = published->sha256,
        .size = published->size}},
      context.sources, context.store, context.http, context.events, context.cancel));
  context.events.tell({.kind = Event::Kind::note,
                       .subject = "go " + version,
                       .text = "published SHA-256 (" + list.label + ") ✓"});
  return LockedSdk{.version = version,
                   .host = host,
                   .module = name,
                   .sha256 = published->sha256,
                   .size = published->size,
                   .kind = "tarball"};
}

/// Whether the host names a module proxy, and not only the user a mirror, which may be
/// one of the release site.
bool has_proxy(const ResolveContext& context)
{
  const auto found = context.sources.find(std::string(fetch::k_go_archive));
  return found != context.sources.end() &&
         std::any_of(found->second.begin(), found->second.end(),
                     [](const fetch::Source& source) {
                       return source.label == fetch::k_go_proxy_label;
                     });
}

} // namespace

std::string toolchain_module_version(std::string_view version, std::string_view host)
{
  return fmt::format("v0.0.1-go{}.{}", version, host);
}

Result<std::string> go_host()
{
  CROSSROOT_TRY(const auto arch, host_arch());
  const auto all = Triplet::all();
  const auto found = std::find_if(all.begin(), all.end(), [&](const TripletFacts& facts) {
    return facts.debian_arch == arch;
  });
  return "linux-" + std::string(found->go_arch);
}

Result<std::string> sdk_version(const Recipe& recipe, const fs::path& source)
{
  const auto& asked = recipe.targets.front().go.sdk;
  for (const auto& target : recipe.targets) {
    if (target.go.sdk != asked) {
      return Error(ErrorKind::definition, "go-sdk",
                   "the targets ask for different Go SDKs; one lock has one")
          .at(target.position)
          .hint("set go.sdk once, in [go]");
    }
  }
  if (!asked.empty()) {
    return asked;
  }
  const auto file = source / recipe.source.module / "go.mod";
  CROSSROOT_TRY(const auto go_mod, os::read_file(file, std::uint64_t{16} << 20));
  auto version = sdk_of_go_mod(go_mod);
  if (version.empty()) {
    return Error(ErrorKind::definition, "go-sdk",
                 "neither recipe nor go.mod names a Go version")
        .at({file.string(), 0, 0})
        .hint("go.sdk = \"1.25.5\" in crossroot.toml");
  }
  return version;
}

Result<LockedSdk>
lock_sdk(const std::string& version, const Lock* previous, const ResolveContext& context)
{
  CROSSROOT_TRY(const auto host, go_host());
  const GoProxy proxy(context);
  if (proxy.empty()) {
    return lock_tarball(version, host, context);
  }
  auto sdk = lock_module(version, host, previous, context);
  if (!sdk && sdk.error().kind() != ErrorKind::interrupted &&
      sdk.error().kind() != ErrorKind::digest_mismatch && !has_proxy(context)) {
    return lock_tarball(version, host, context);
  }
  if (sdk) {
    context.events.tell({.kind = Event::Kind::note,
                         .subject = "go " + version,
                         .text = "checksum database ✓"});
  }
  return sdk;
}

} // namespace crossroot::resolve
