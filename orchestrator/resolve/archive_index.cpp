// SPDX-License-Identifier: Apache-2.0
// From a mirror nobody trusts to a package list that can be believed: InRelease is
// signed, it names the digest of each Packages file, and that names the digest of each
// package. A signature alone does not stop a mirror from serving last year's index, with
// last year's holes, so the date may not go back from one lock to the next, and an index
// past its Valid-Until is refused. (Debian's stable releases carry no Valid-Until.)
#include "resolve/archive_index.hpp"

#include "base/text.hpp"
#include "os/clock.hpp"
#include "resolve/signature_check.hpp"
#include "resolve/unxz.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::resolve {

namespace {

constexpr std::uint64_t k_in_release_limit = std::uint64_t{16} << 20;

Error refused(std::string message)
{
  return Error(ErrorKind::digest_mismatch, "index", std::move(message));
}

std::string first_line_of(const Error& error)
{
  std::string text = error.message();
  for (const auto& note : error.notes()) {
    if (note.label == "cause" || note.label == "status") {
      text += " (" + note.text + ")";
      break;
    }
  }
  return text;
}

/// Those that the lock has of this definition.
std::vector<LockedIndex> indexes_of(const Definition& definition,
                                    const std::vector<LockedIndex>& all)
{
  std::vector<LockedIndex> out;
  std::copy_if(all.begin(), all.end(), std::back_inserter(out),
               [&](const LockedIndex& i) { return i.definition == definition.name; });
  return out;
}

Result<SignedSuite> try_source(const std::string& url,
                               const Definition& definition,
                               const std::vector<LockedIndex>& previous,
                               const ResolveOptions& options,
                               const ResolveContext& context)
{
  CROSSROOT_TRY(const auto bytes, context.http.get(fmt::format("{}/dists/{}/InRelease",
                                                               url, definition.suite),
                                                   k_in_release_limit, context.cancel));
  CROSSROOT_TRY(auto suite,
                judge_suite(definition, bytes, options.allow_expired, context));
  CROSSROOT_CHECK(check_dates({suite.release.date, suite.release.valid_until},
                              indexes_of(definition, previous), options));
  suite.expired = suite.expired || (suite.release.valid_until &&
                                    *suite.release.valid_until < os::unix_seconds());
  CROSSROOT_TRY(suite.in_release, context.store.put_blob(bytes));
  return suite;
}

fetch::BlobRequest request_of(const LockedIndex& index, std::string path)
{
  return {.label = fmt::format("package index of {} {}", index.definition, index.arch),
          .archive = index.archive,
          .path = std::move(path),
          .sha256 = index.packages,
          .size = index.packages_size,
          .remedy = "crossroot lock"};
}

} // namespace

bool SourceTrial::passes_over(const Error& error) const
{
  return error.kind() != ErrorKind::interrupted &&
         error.kind() != ErrorKind::environment && error.kind() != ErrorKind::definition;
}

void SourceTrial::add(const fetch::Source& source, const Error& error)
{
  tried_.push_back(fmt::format("{} ({}): {}", definition_.archive.name, source.label,
                               first_line_of(error)));
  if (!worst_ || (worst_->kind() != ErrorKind::digest_mismatch &&
                  error.kind() == ErrorKind::digest_mismatch)) {
    worst_ = error;
  }
}

Error SourceTrial::failure() const
{
  auto failure =
      Error(worst_ ? worst_->kind() : ErrorKind::io, worst_ ? worst_->id() : "index",
            fmt::format("no source gave a usable index of {}", definition_.name));
  for (const auto& line : tried_) {
    failure = std::move(failure).note("tried", line);
  }
  for (const auto& hint : worst_ ? worst_->hints() : std::vector<std::string>()) {
    failure = std::move(failure).hint(hint);
  }
  return std::move(failure).hint(
      fmt::format("--mirror {}=URL", definition_.archive.name));
}

/// "2025-08-09T09:16:30Z" sorts as it reads.
Result<void> check_dates(const IndexDates& dates,
                         const std::vector<LockedIndex>& previous,
                         const ResolveOptions& options)
{
  const auto date = os::render_time(dates.date);
  for (const auto& index : previous) {
    if (date < index.date && !options.allow_downgrade) {
      return refused(fmt::format("the index is older than the lock's: {} before {}", date,
                                 index.date))
          .hint("crossroot lock --allow-downgrade");
    }
  }
  const auto& until = dates.valid_until;
  if (until && *until < os::unix_seconds() && !options.allow_expired) {
    return refused(fmt::format("the index was valid until {}", os::render_time(*until)))
        .hint("crossroot lock --allow-expired");
  }
  return {};
}

void tell_index(const Definition& definition,
                const std::string& subject,
                std::int64_t date,
                const std::string& key,
                const ResolveContext& context)
{
  const auto day = os::render_time(date).substr(0, 10);
  const auto text =
      key.empty()
          ? fmt::format("of {}, unsigned: each package's signature is checked", day)
          : fmt::format("signed {} by {} ✓", day, key.substr(key.size() - 16));
  context.events.tell({.kind = Event::Kind::note, .subject = subject, .text = text});
  if (definition.end_of_support && definition.end_of_support->render() < os::today()) {
    context.events.tell({.kind = Event::Kind::warning,
                         .subject = definition.name,
                         .text = fmt::format("security support ended {}",
                                             definition.end_of_support->render())});
  }
}

Result<SignedSuite> judge_suite(const Definition& definition,
                                std::string_view in_release,
                                bool allow_expired,
                                const ResolveContext& context)
{
  CROSSROOT_TRY(const auto keyring, context.definitions.keyring(definition));
  CROSSROOT_TRY(const auto judged,
                check_signature(in_release, keyring, definition.keys, allow_expired,
                                context.store.root() / "tmp", context.cancel));
  SignedSuite suite{
      .key = judged.key, .expired = judged.expired, .in_release = Digest::of(in_release)};
  CROSSROOT_TRY(suite.release, parse_release(judged.text));
  if (suite.release.codename != definition.suite) {
    return refused(fmt::format("the index is of suite {}, not of {}",
                               suite.release.codename, definition.suite));
  }
  return suite;
}

Result<SignedSuite> fetch_suite(const Definition& definition,
                                const std::vector<LockedIndex>& previous,
                                const ResolveOptions& options,
                                const ResolveContext& context)
{
  CROSSROOT_TRY(
      auto suite,
      from_sources<SignedSuite>(definition, context.sources, [&](const std::string& url) {
        return try_source(url, definition, previous, options, context);
      }));
  tell_index(definition, definition.name, suite.release.date, suite.key, context);
  if (suite.expired) {
    context.events.tell({.kind = Event::Kind::warning,
                         .subject = definition.name,
                         .text = "an expired signature was accepted"});
  }
  return suite;
}

Result<void> bring_index(const LockedIndex& index, const ResolveContext& context)
{
  if (context.store.has_blob(index.packages)) {
    return {};
  }
  // By its digest first: during a mirror's update the plain name may already be the
  // next index while InRelease is still the last one.
  const auto folder = index.packages_path.substr(0, index.packages_path.rfind('/'));
  const auto by_hash =
      fmt::format("{}/by-hash/SHA256/{}", folder, index.packages.render());
  auto fetched =
      fetch::fetch_blobs({request_of(index, by_hash)}, context.sources, context.store,
                         context.http, context.events, context.cancel);
  if (fetched || fetched.error().kind() == ErrorKind::interrupted) {
    return fetched;
  }
  return fetch::fetch_blobs({request_of(index, index.packages_path)}, context.sources,
                            context.store, context.http, context.events, context.cancel);
}

Result<LockedIndex> fetch_packages(const Definition& definition,
                                   const SignedSuite& suite,
                                   const std::string& component,
                                   const std::string& arch,
                                   const ResolveContext& context)
{
  const auto& archs = suite.release.architectures;
  const auto name = fmt::format("{}/binary-{}/Packages.xz", component, arch);
  const auto listed = suite.release.files.find(name);
  if (listed == suite.release.files.end()) {
    return Error(ErrorKind::definition, "index",
                 fmt::format("{} has no packages for {}", definition.name, arch))
        .note("cause", fmt::format("the signed index lists {}", join(archs, ", ")));
  }
  const auto date = os::render_time(suite.release.date);
  std::string snapshot;
  std::copy_if(date.begin(), date.end(), std::back_inserter(snapshot),
               [](char c) { return c != '-' && c != ':'; });
  LockedIndex index{.definition = definition.name,
                    .archive = definition.archive.name,
                    .suite = definition.suite,
                    .arch = arch,
                    .date = date,
                    .snapshot = definition.archive.snapshot.empty() ? "" : snapshot,
                    .key = suite.key,
                    .expired = suite.expired,
                    .in_release = suite.in_release,
                    .packages = listed->second.sha256,
                    .packages_path = fmt::format("dists/{}/{}", definition.suite, name),
                    .packages_size = listed->second.size};
  CROSSROOT_CHECK(bring_index(index, context));
  return index;
}

Result<PackagesIndex> read_packages(const std::vector<LockedIndex>& indexes,
                                    const SignedSuite& suite,
                                    store::Store& store)
{
  std::string all;
  for (const auto& index : indexes) {
    auto plain = index.packages_path.substr(std::string_view("dists//").size() +
                                            index.suite.size());
    plain.resize(plain.size() - std::string_view(".xz").size());
    const auto listed = suite.release.files.find(plain);
    if (listed == suite.release.files.end()) {
      return refused(fmt::format("the index does not list {}", plain));
    }
    CROSSROOT_TRY(const auto compressed, store.read_blob(index.packages));
    CROSSROOT_TRY(auto text, unxz(compressed, listed->second.size));
    all = all.empty() ? std::move(text) : all + "\n" + text;
  }
  return PackagesIndex::parse(std::move(all));
}

} // namespace crossroot::resolve
