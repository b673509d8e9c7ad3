// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "resolve/archive_index.hpp"

namespace crossroot::resolve {

/// The lists of packages of one definition for one CPU, as a lock names them, and what
/// they hold.
struct ArchiveReading {
  std::vector<LockedIndex> indexes;
  PackagesIndex packages;
};

/// Reads the repository of each component: repomd.xml, whose signature is checked unless
/// the definition says that packages are signed, and the list of packages that it names.
/// Replays and dates as fetch_suite().
Result<ArchiveReading> read_rpm_archive(const Definition& definition,
                                        const std::string& arch,
                                        const std::vector<LockedIndex>& previous,
                                        const ResolveOptions& options,
                                        const ResolveContext& context);

/// Brings the signed documents of a locked index into the store, from wherever still has
/// them.
Result<void> bring_rpm_index(const LockedIndex& index, const ResolveContext& context);

/// The packages of one locked index, all of it checked again from its digests on: for the
/// audit.
Result<PackagesIndex> audit_rpm_index(const LockedIndex& index,
                                      const Definition& definition,
                                      const ResolveContext& context);

/// Fetches packages and checks that each says the name, version and architecture of the
/// lock and is signed by a key of the definition. Returns the key of the last.
Result<std::string> check_rpm_packages(const Definition& definition,
                                       const std::vector<LockedPackage>& packages,
                                       bool allow_expired,
                                       const ResolveContext& context);

} // namespace crossroot::resolve
