// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "definition/definition.hpp"
#include "resolve/packages_index.hpp"

namespace crossroot::resolve {

/// The Debian packages that lie in the definition's folder and below it, for one CPU,
/// each with the digest of the file as it is now; `path` is relative to the folder. Files
/// of other names are not looked at, nor are symbolic links to folders. Error (io, id
/// "folder") if the folder cannot be read; (digest_mismatch) for a file that is called
/// .deb and is none. The order of the folder's entries does not matter.
Result<PackagesIndex> read_folder_archive(const Definition& definition,
                                          const std::string& arch);

} // namespace crossroot::resolve
