// SPDX-License-Identifier: Apache-2.0
// An rpm repository is a folder with repodata/repomd.xml, which names the list of
// packages by digest, and perhaps repomd.xml.asc, a signature beside it. Unlike a Debian
// suite it is of one component and one CPU, so a definition is several of them. Some
// archives sign their packages alone; then an index is no more than a hint, nothing
// vouches for its age but the last lock, and each package's own signature is asked.
#include "resolve/rpm_archive.hpp"

#include "archive/archive.hpp"
#include "base/text.hpp"
#include "os/clock.hpp"
#include "os/files.hpp"
#include "resolve/repomd.hpp"
#include "resolve/rpm_primary.hpp"
#include "resolve/signature_check.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::resolve {

namespace {

constexpr std::uint64_t k_repomd_limit = std::uint64_t{4} << 20;
constexpr std::uint64_t k_primary_limit = std::uint64_t{1} << 30;

/// A repository whose repomd.xml was accepted.
struct Repository {
  std::string folder; ///< below the archive
  std::string component;
  Repomd repomd;
  std::string key; ///< "" if the index is unsigned
  bool expired = false;
  Digest document, signature; ///< in the store
};

bool index_is_signed(const Definition& definition)
{
  return definition.archive.signs == ArchiveDefinition::Signed::index;
}

Result<SignedText> check_repomd(std::string_view document,
                                std::string_view signature,
                                const Definition& definition,
                                bool allow_expired,
                                const ResolveContext& context)
{
  CROSSROOT_TRY(const auto keyring, context.definitions.keyring(definition));
  return check_detached_signature(document, signature, keyring, definition.keys,
                                  allow_expired, context.store.root() / "tmp",
                                  context.cancel);
}

Result<Repository> try_repository(const std::string& url,
                                  Repository repository,
                                  const Definition& definition,
                                  const std::vector<LockedIndex>& previous,
                                  const ResolveOptions& options,
                                  const ResolveContext& context)
{
  const auto place = fmt::format("{}/{}/repodata/repomd.xml", url, repository.folder);
  CROSSROOT_TRY(const auto document,
                context.http.get(place, k_repomd_limit, context.cancel));
  if (index_is_signed(definition)) {
    const auto signature =
        context.http.get(place + ".asc", k_repomd_limit, context.cancel);
    if (!signature) {
      return Error(ErrorKind::digest_mismatch, "signature",
                   "the index has no signature beside it")
          .note("cause", "repomd.xml.asc cannot be had: " + signature.error().message())
          .hint("archive.signed = \"packages\", if this archive signs those instead");
    }
    CROSSROOT_TRY(const auto judged, check_repomd(document, *signature, definition,
                                                  options.allow_expired, context));
    repository.key = judged.key;
    repository.expired = judged.expired;
    CROSSROOT_TRY(repository.signature, context.store.put_blob(*signature));
  }
  CROSSROOT_TRY(repository.repomd, parse_repomd(document));
  CROSSROOT_CHECK(check_dates({repository.repomd.date, {}}, previous, options));
  CROSSROOT_TRY(repository.document, context.store.put_blob(document));
  return repository;
}

/// The lock's index of the same repository.
std::vector<LockedIndex> of_repository(const std::vector<LockedIndex>& all,
                                       const Definition& definition,
                                       const std::string& folder)
{
  std::vector<LockedIndex> out;
  std::copy_if(all.begin(), all.end(), std::back_inserter(out),
               [&](const LockedIndex& index) {
                 return index.definition == definition.name &&
                        index.packages_path.starts_with(folder + "/repodata/");
               });
  return out;
}

LockedIndex locked(const Repository& repository,
                   const Definition& definition,
                   const std::string& arch)
{
  return {.definition = definition.name,
          .archive = definition.archive.name,
          .suite = definition.suite,
          .arch = arch,
          .date = os::render_time(repository.repomd.date),
          .snapshot = "",
          .key = repository.key,
          .expired = repository.expired,
          .in_release = repository.document,
          .signature = repository.signature,
          .packages = repository.repomd.sha256,
          .packages_path =
              fmt::format("{}/{}", repository.folder, repository.repomd.primary),
          .packages_size = repository.repomd.size};
}

Result<void> bring_primary(const LockedIndex& index, const ResolveContext& context)
{
  if (context.store.has_blob(index.packages)) {
    return {};
  }
  return fetch::fetch_blobs(
      {{.label = fmt::format("package index of {} {}", index.definition, index.arch),
        .archive = index.archive,
        .path = index.packages_path,
        .sha256 = index.packages,
        .size = index.packages_size,
        .remedy = "crossroot lock"}},
      context.sources, context.store, context.http, context.events, context.cancel);
}

Result<void> add_packages(const LockedIndex& index,
                          std::uint64_t open_size,
                          RpmPrimary& primary,
                          const ResolveContext& context)
{
  CROSSROOT_CHECK(bring_primary(index, context));
  CROSSROOT_TRY(const auto packed, context.store.read_blob(index.packages));
  const auto most =
      open_size == 0 ? k_primary_limit : std::min(open_size, k_primary_limit);
  const auto name = index.packages_path.substr(index.packages_path.rfind('/') + 1);
  CROSSROOT_TRY(const auto xml, archive::unpack_bytes(packed, most, name));
  const auto folder =
      index.packages_path.substr(0, index.packages_path.rfind("/repodata/"));
  return primary.add(xml, folder);
}

Error not_as_locked(const LockedPackage& package, const std::string& why)
{
  return Error(ErrorKind::digest_mismatch, "signature",
               fmt::format("{} {} is not what a key of the definition signed",
                           package.name, package.version))
      .note("cause", why);
}

/// Of header and payload, or of a header that holds the payload's digest.
Result<SignedText> check_package(const LockedPackage& package,
                                 const std::string& bytes,
                                 const archive::RpmStatement& said,
                                 const Definition& definition,
                                 bool allow_expired,
                                 const ResolveContext& context)
{
  const std::string_view all(bytes);
  const auto* signature = said.of_all ? &*said.of_all : nullptr;
  if (said.of_header && !said.payload_sha256.empty()) {
    if (Digest::of(all.substr(said.payload_offset)).render() != said.payload_sha256) {
      return not_as_locked(package, "its header is signed for another payload");
    }
    signature = &*said.of_header;
  }
  if (signature == nullptr) {
    return not_as_locked(package, "there is no signature of all of it in it");
  }
  CROSSROOT_TRY(const auto keyring, context.definitions.keyring(definition));
  auto judged = check_detached_signature(
      all.substr(signature->begin, signature->end - signature->begin), signature->bytes,
      keyring, definition.keys, allow_expired, context.store.root() / "tmp",
      context.cancel);
  if (!judged) {
    return std::move(judged).error().note(
        "from", fmt::format("{} {}", package.name, package.version));
  }
  return judged;
}

} // namespace

Result<ArchiveReading> read_rpm_archive(const Definition& definition,
                                        const std::string& arch,
                                        const std::vector<LockedIndex>& previous,
                                        const ResolveOptions& options,
                                        const ResolveContext& context)
{
  ArchiveReading reading;
  RpmPrimary primary;
  for (const auto& component : definition.components) {
    Repository asked;
    asked.folder = definition.archive.repository(definition.suite, component, arch);
    asked.component = component;
    const auto before = of_repository(previous, definition, asked.folder);
    CROSSROOT_TRY(const auto repository,
                  from_sources<Repository>(
                      definition, context.sources, [&](const std::string& url) {
                        return try_repository(url, asked, definition, before, options,
                                              context);
                      }));
    tell_index(definition, fmt::format("{} {}", definition.name, component),
               repository.repomd.date, repository.key, context);
    const auto index = locked(repository, definition, arch);
    CROSSROOT_CHECK(add_packages(index, repository.repomd.open_size, primary, context));
    reading.indexes.push_back(index);
  }
  CROSSROOT_TRY(reading.packages, std::move(primary).finish());
  return reading;
}

Result<void> bring_rpm_index(const LockedIndex& index, const ResolveContext& context)
{
  const auto folder =
      index.packages_path.substr(0, index.packages_path.find("/repodata/"));
  const auto sources = context.sources.find(index.archive);
  std::map<std::string, Digest> wanted{{"repomd.xml", index.in_release}};
  if (index.signature != Digest()) {
    wanted.emplace("repomd.xml.asc", index.signature);
  }
  for (const auto& [name, digest] : wanted) {
    bool there = context.store.has_blob(digest);
    for (std::size_t i = 0;
         !there && sources != context.sources.end() && i < sources->second.size(); ++i) {
      const auto bytes = context.http.get(
          fmt::format("{}/{}/repodata/{}", sources->second[i].url, folder, name),
          k_repomd_limit, context.cancel);
      there = bytes && Digest::of(*bytes) == digest;
      if (there) {
        CROSSROOT_CHECK(context.store.put_blob(*bytes));
      }
    }
    if (!there) {
      return Error(ErrorKind::io, "audit",
                   fmt::format("no source has the {} of {} of {}", name, index.definition,
                               index.date))
          .hint(fmt::format("--mirror {}=URL of a copy of that day", index.archive));
    }
  }
  return {};
}

Result<PackagesIndex> audit_rpm_index(const LockedIndex& index,
                                      const Definition& definition,
                                      const ResolveContext& context)
{
  CROSSROOT_TRY(const auto document, context.store.read_blob(index.in_release));
  if (index_is_signed(definition)) {
    CROSSROOT_TRY(const auto signature, context.store.read_blob(index.signature));
    CROSSROOT_TRY([[maybe_unused]] const auto judged,
                  check_repomd(document, signature, definition, index.expired, context));
  }
  CROSSROOT_TRY(const auto repomd, parse_repomd(document));
  if (repomd.sha256 != index.packages || repomd.size != index.packages_size ||
      !index.packages_path.ends_with("/" + repomd.primary)) {
    return Error(ErrorKind::digest_mismatch, "audit",
                 fmt::format("the lock's {} is not the signed one", index.packages_path))
        .note("cause", "the repomd.xml of the lock lists other bytes")
        .hint("crossroot lock, and look at what changes");
  }
  RpmPrimary primary;
  CROSSROOT_CHECK(add_packages(index, repomd.open_size, primary, context));
  return std::move(primary).finish();
}

Result<std::string> check_rpm_packages(const Definition& definition,
                                       const std::vector<LockedPackage>& packages,
                                       bool allow_expired,
                                       const ResolveContext& context)
{
  Lock wanted;
  wanted.packages = packages;
  CROSSROOT_CHECK(fetch::fetch_blobs(fetch::requests_of(wanted), context.sources,
                                     context.store, context.http, context.events,
                                     context.cancel));
  std::string key;
  for (const auto& package : packages) {
    CROSSROOT_TRY(const auto bytes, context.store.read_blob(package.sha256));
    CROSSROOT_TRY(const auto said,
                  archive::read_rpm_statement(context.store.blob_path(package.sha256)));
    if (said.name != package.name || said.version != package.version ||
        said.arch != package.arch) {
      return not_as_locked(package, fmt::format("it says of itself {} {} {}", said.name,
                                                said.version, said.arch));
    }
    CROSSROOT_TRY(const auto judged, check_package(package, bytes, said, definition,
                                                   allow_expired, context));
    key = judged.key;
  }
  return key;
}

} // namespace crossroot::resolve
