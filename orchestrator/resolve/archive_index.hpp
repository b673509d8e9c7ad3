// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "resolve/packages_index.hpp"
#include "resolve/release_file.hpp"
#include "resolve/resolve.hpp"

namespace crossroot::resolve {

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
