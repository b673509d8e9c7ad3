// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "resolve/packages_index.hpp"
#include "resolve/release_file.hpp"
#include "resolve/resolve.hpp"

namespace crossroot::resolve {

/// What the sources of an archive answered until one was accepted.
class SourceTrial {
public:
  explicit SourceTrial(const Definition& definition) : definition_(definition) {}
  /// Whether the next source may still help.
  bool passes_over(const Error& error) const;
  void add(const fetch::Source& source, const Error& error);
  /// The Error that lists them all, of the worst one's kind.
  Error failure() const;

private:
  const Definition& definition_;
  std::vector<std::string> tried_;
  std::optional<Error> worst_;
};

/// The answer of `attempt` for the first source of the definition's archive that gives
/// one. A source that fails is passed over with its reason.
template <class Index, class Attempt>
Result<Index> from_sources(const Definition& definition,
                           const fetch::Sources& sources,
                           const Attempt& attempt)
{
  SourceTrial trial(definition);
  const auto found = sources.find(definition.archive.name);
  for (const auto& source :
       found == sources.end() ? std::vector<fetch::Source>() : found->second) {
    Result<Index> index = attempt(source.url);
    if (index || !trial.passes_over(index.error())) {
      return index;
    }
    trial.add(source, index.error());
  }
  return trial.failure();
}

/// When an index was made and until when it counts, seconds since 1970.
struct IndexDates {
  std::int64_t date = 0;
  std::optional<std::int64_t> valid_until;
};
/// Refuses a date before that of an index of `previous`, and one past its validity.
Result<void> check_dates(const IndexDates& dates,
                         const std::vector<LockedIndex>& previous,
                         const ResolveOptions& options);
/// Tells of an accepted index; warns of what about it is old.
void tell_index(const Definition& definition,
                const std::string& subject,
                std::int64_t date,
                const std::string& key,
                const ResolveContext& context);

/// A suite whose signature was checked.
struct SignedSuite {
  ReleaseFile release;
  std::string key;
  bool expired = false;
  Digest in_release; ///< in the store
};

/// The newest acceptable InRelease from the first source that gives one. A source whose
/// index is unsigned, of another suite, older than `previous` (the lock's indexes) or
/// past its Valid-Until is passed over with its reason; when none is left the Error lists
/// them all.
Result<SignedSuite> fetch_suite(const Definition& definition,
                                const std::vector<LockedIndex>& previous,
                                const ResolveOptions& options,
                                const ResolveContext& context);

/// The same judgement on bytes at hand, without dates: for the audit.
Result<SignedSuite> judge_suite(const Definition& definition,
                                std::string_view in_release,
                                bool allow_expired,
                                const ResolveContext& context);

/// One Packages file of the suite, by its digest in the Release file, kept in the store.
Result<LockedIndex> fetch_packages(const Definition& definition,
                                   const SignedSuite& suite,
                                   const std::string& component,
                                   const std::string& arch,
                                   const ResolveContext& context);

/// Brings one index file into the store if it is not there.
Result<void> bring_index(const LockedIndex& index, const ResolveContext& context);

/// Reads the (compressed) Packages files out of the store into one index.
Result<PackagesIndex> read_packages(const std::vector<LockedIndex>& indexes,
                                    const SignedSuite& suite,
                                    store::Store& store);

} // namespace crossroot::resolve
