// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "resolve/rpm_archive.hpp"

namespace crossroot::resolve {

/// Reads the signed index of each component for one CPU. Replays as fetch_suite().
Result<ArchiveReading> read_apk_archive(const Definition& definition,
                                        const std::string& arch,
                                        const std::vector<LockedIndex>& previous,
                                        const ResolveOptions& options,
                                        const ResolveContext& context);

/// The packages of one locked index, checked again from its digest on: for the audit.
Result<PackagesIndex> audit_apk_index(const LockedIndex& index,
                                      const Definition& definition,
                                      const ResolveContext& context);

/// Brings the package into the store and follows its digests: of its control part from
/// the index, of its data part from the control part. Returns the digest of the whole,
/// which the index does not have. `known` may name the blob that the last lock had.
Result<Digest> check_apk_package(const PackageStanza& package,
                                 const Definition& definition,
                                 const std::optional<Digest>& known,
                                 const ResolveContext& context);

} // namespace crossroot::resolve
