// SPDX-License-Identifier: Apache-2.0
// Alpine signs each index with RSA, over all that stands behind the signature. The index
// has no digest of a whole package: it names the control part by SHA-1, and the control
// part names the data by SHA-256, so a package must be had before it can be locked. SHA-1
// is enough here as far as nobody can make a second control part to one that the archive
// made itself; apk relies on the same. An index has no date of its own; the newest build
// time of its packages stands for one.
#include "resolve/apk_archive.hpp"

#include "archive/apk.hpp"
#include "base/signature.hpp"
#include "base/text.hpp"
#include "os/clock.hpp"
#include "resolve/apk_packages.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::resolve {

namespace {

constexpr std::uint64_t k_index_limit = std::uint64_t{64} << 20;

struct SignedList {
  archive::ApkIndex index;
  std::string key; ///< as the definition names it
};

Error refused(std::string why)
{
  return Error(ErrorKind::digest_mismatch, "signature",
               "the index is not signed by a key of the definition")
      .note("cause", std::move(why));
}

/// `bytes` must outlive the result.
Result<SignedList>
judge(std::string_view bytes, const Definition& definition, const ResolveContext& context)
{
  CROSSROOT_TRY(const auto keys, context.definitions.public_keys(definition));
  SignedList list;
  CROSSROOT_TRY(list.index, archive::read_apk_index(bytes));
  std::vector<std::string> strangers;
  for (const auto& signature : list.index.signatures) {
    const auto over = signature.over == archive::ApkSignature::Over::sha1
                          ? RsaOver::sha1
                          : RsaOver::sha256;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      // A file that is not the key of its name must not count as that key.
      const auto digest = public_key_digest(keys[i]);
      if (digest && digest->render() == definition.keys[i] &&
          rsa_verifies(keys[i], list.index.signed_bytes, signature.bytes, over)) {
        list.key = definition.keys[i];
        return list;
      }
    }
    strangers.push_back(signature.key);
  }
  return refused(
      strangers.empty()
          ? "there is no RSA signature in it"
          : fmt::format("that of {} is by another key, or the index was changed "
                        "on its way",
                        join(strangers, ", ")));
}

std::string folder_of(const LockedIndex& index)
{
  return index.packages_path.substr(0, index.packages_path.rfind('/'));
}

/// The newest build time (t) of its packages: an index that holds older ones is older.
std::int64_t date_of(std::string_view packages)
{
  std::uint64_t newest = 0;
  for (const auto line : split_lines(packages)) {
    if (line.starts_with("t:")) {
      newest = std::max(newest, parse_number(line.substr(2)).value_or(0));
    }
  }
  return static_cast<std::int64_t>(std::min<std::uint64_t>(newest, 1ULL << 36));
}

/// One accepted index with its text.
struct Accepted {
  LockedIndex index;
  std::string packages;
};

Result<Accepted> try_index(const std::string& url,
                           LockedIndex index,
                           const Definition& definition,
                           const std::vector<LockedIndex>& previous,
                           const ResolveOptions& options,
                           const ResolveContext& context)
{
  CROSSROOT_TRY(const auto bytes,
                context.http.get(fmt::format("{}/{}", url, index.packages_path),
                                 k_index_limit, context.cancel));
  CROSSROOT_TRY(auto list, judge(bytes, definition, context));
  const auto date = date_of(list.index.packages);
  if (date == 0) {
    return refused("no package in it says when it was built, so that its age is unknown");
  }
  std::vector<LockedIndex> before;
  std::copy_if(previous.begin(), previous.end(), std::back_inserter(before),
               [&](const LockedIndex& i) {
                 return i.definition == definition.name &&
                        i.packages_path == index.packages_path;
               });
  CROSSROOT_CHECK(check_dates({date, {}}, before, options));
  CROSSROOT_TRY(index.packages, context.store.put_blob(bytes));
  index.in_release = index.packages;
  index.packages_size = bytes.size();
  index.date = os::render_time(date);
  index.key = list.key;
  tell_index(definition, fmt::format("{} {}", definition.name, folder_of(index)), date,
             list.key, context);
  return Accepted{std::move(index), std::move(list.index.packages)};
}

Error not_as_listed(const PackageStanza& package, std::string why)
{
  return Error(ErrorKind::digest_mismatch, "index",
               fmt::format("{} {} is not what the signed index lists", package.name,
                           package.version))
      .note("cause", std::move(why));
}

Result<void> follow_digests(const PackageStanza& package,
                            const std::filesystem::path& blob)
{
  CROSSROOT_TRY(const auto said, archive::read_apk_statement(blob));
  if ("Q1" + sha1_base64(said.control_bytes) != package.control_sha1) {
    return not_as_listed(package, "the digest of its control part differs");
  }
  if (said.data.render() != said.data_sha256) {
    return not_as_listed(package, "the digest of its data part differs");
  }
  if (said.name != package.name || said.version != package.version) {
    return not_as_listed(package,
                         fmt::format("it says of itself {} {}", said.name, said.version));
  }
  return {};
}

} // namespace

Result<ArchiveReading> read_apk_archive(const Definition& definition,
                                        const std::string& arch,
                                        const std::vector<LockedIndex>& previous,
                                        const ResolveOptions& options,
                                        const ResolveContext& context)
{
  ArchiveReading reading;
  std::vector<ApkList> lists;
  for (const auto& component : definition.components) {
    const auto folder = definition.archive.repository(definition.suite, component, arch);
    const LockedIndex asked{.definition = definition.name,
                            .archive = definition.archive.name,
                            .suite = definition.suite,
                            .arch = arch,
                            .packages_path = folder + "/APKINDEX.tar.gz"};
    CROSSROOT_TRY(
        auto accepted,
        from_sources<Accepted>(definition, context.sources, [&](const std::string& url) {
          return try_index(url, asked, definition, previous, options, context);
        }));
    reading.indexes.push_back(std::move(accepted.index));
    lists.push_back({folder, std::move(accepted.packages)});
  }
  CROSSROOT_TRY(reading.packages, parse_apk_lists(lists));
  return reading;
}

Result<PackagesIndex> audit_apk_index(const LockedIndex& index,
                                      const Definition& definition,
                                      const ResolveContext& context)
{
  if (!context.store.has_blob(index.packages)) {
    CROSSROOT_CHECK(fetch::fetch_blobs(
        {{.label = fmt::format("package index of {} {}", index.definition, index.arch),
          .archive = index.archive,
          .path = index.packages_path,
          .sha256 = index.packages,
          .size = index.packages_size,
          .remedy = "crossroot lock"}},
        context.sources, context.store, context.http, context.events, context.cancel));
  }
  CROSSROOT_TRY(const auto bytes, context.store.read_blob(index.packages));
  CROSSROOT_TRY(const auto list, judge(bytes, definition, context));
  return parse_apk_lists({{folder_of(index), list.index.packages}});
}

Result<Digest> check_apk_package(const PackageStanza& package,
                                 const Definition& definition,
                                 const std::optional<Digest>& known,
                                 const ResolveContext& context)
{
  if (known && context.store.has_blob(*known) &&
      follow_digests(package, context.store.blob_path(*known))) {
    return *known;
  }
  const auto size = parse_number(package.size);
  if (!size) {
    return not_as_listed(package, "the index says no size of it");
  }
  return from_sources<Digest>(
      definition, context.sources, [&](const std::string& url) -> Result<Digest> {
        CROSSROOT_TRY(const auto bytes,
                      context.http.get(fmt::format("{}/{}", url, package.path), *size,
                                       context.cancel));
        if (bytes.size() != *size) {
          return not_as_listed(
              package, fmt::format("it has {} bytes instead of {}", bytes.size(), *size));
        }
        CROSSROOT_TRY(const auto digest, context.store.put_blob(bytes));
        CROSSROOT_CHECK(follow_digests(package, context.store.blob_path(digest)));
        return digest;
      });
}

} // namespace crossroot::resolve
