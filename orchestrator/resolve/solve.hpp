// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "resolve/packages_index.hpp"

#include <map>
#include <string>
#include <vector>

namespace crossroot::resolve {

/// One tree's wishes.
struct SolveRequest {
  const PackagesIndex& index;
  std::string arch;                ///< dpkg's name; "all" comes with it
  std::vector<std::string> wanted; ///< package names
  std::vector<std::string> omit;   ///< count as installed, with their needs
  std::map<std::string, std::string>
      keep;          ///< name → version to stay at while the index has it
  std::string place; ///< "debian-11 amd64", for messages
};

/// The packages to install, sorted by name; recommendations are not followed. Several
/// versions of a name are normal: the newest that fits wins. Error (definition, id
/// "resolve") for a name the index lacks and for wishes that cannot hold together, with
/// the dependency path of each side.
Result<std::vector<PackageStanza>> solve(const SolveRequest& request);

} // namespace crossroot::resolve
