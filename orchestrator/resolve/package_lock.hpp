// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "resolve/packages_index.hpp"
#include "resolve/resolve.hpp"

namespace crossroot::resolve {

/// A tree to be composed of packages, before it is known which.
struct TreeWish {
  std::string tree; ///< as LockedPackage::tree
  std::string definition;
  std::string arch; ///< the archive's name
  std::vector<std::string> wanted, omit;
  /// Trees whose packages this one stands on: they count as installed.
  std::string above;
  /// Also the -dev packages of the libraries that come along: they hold the archives.
  bool archives = false;
};

/// The -dev packages of the index that stand for the version of one of the installed
/// ones: Debian's depend on their library with "(= version)". Sorted.
std::vector<std::string>
development_packages(const PackagesIndex& index,
                     const std::vector<PackageStanza>& installed);

/// Every tree that the recipe's targets need on this host, each once, sorted so that a
/// tree comes after the one it stands on.
Result<std::vector<TreeWish>> trees_of(const Recipe& recipe,
                                       const Definitions& definitions);

/// Indexes and packages of all trees.
Result<void> lock_packages(const std::vector<TreeWish>& wishes,
                           const Lock* previous,
                           const ResolveOptions& options,
                           const ResolveContext& context,
                           Lock& lock);

/// dpkg's name of the machine that runs this program: "amd64".
Result<std::string> host_arch();

} // namespace crossroot::resolve
