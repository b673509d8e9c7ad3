// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "resolve/packages_index.hpp"

namespace crossroot::resolve {

/// The texts of signed indexes (APKINDEX) as one index of the apk dialect; each with the
/// folder of its repository below the archive. Total on any bytes. Error
/// (digest_mismatch, id "index") for a malformed one.
struct ApkList {
  std::string folder;
  std::string text;
};
Result<PackagesIndex> parse_apk_lists(const std::vector<ApkList>& lists);

} // namespace crossroot::resolve
