// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "resolve/packages_index.hpp"

namespace crossroot::resolve {

/// Repositories' lists of packages (primary.xml, unpacked) as one index of the rpm
/// dialect. Gathers them one by one.
class RpmPrimary {
public:
  /// `folder` is put in front of each package's place: the repository's below the
  /// archive. Total on any bytes. Error (digest_mismatch, id "index") for what is no such
  /// list.
  Result<void> add(std::string_view xml, std::string_view folder);
  /// Everything that was added. Files count as provided where some package asks for them.
  Result<PackagesIndex> finish() &&;

private:
  class Reading;
  struct Slice {
    std::size_t offset = 0;
    std::size_t size = 0;
  };
  struct Package {
    Slice name, version, arch, path, size, sha256;
    Slice requirements, provides, conflicts, obsoletes;
    std::vector<std::string> files;
  };

  std::string text_; ///< of which slices are parts, since it moves while it grows
  std::vector<Package> packages_;
};

} // namespace crossroot::resolve
