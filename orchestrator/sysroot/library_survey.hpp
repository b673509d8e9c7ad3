// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sysroot/libraries.hpp"

namespace crossroot::sysroot {

/// A library file or link of one package.
struct LibraryFile {
  const PackageTree* package = nullptr;
  std::string path; ///< below the package's folder
};

/// What the packages of [libraries] bring for a linker, by name.
struct LibrarySurvey {
  std::map<std::string, LibraryFile> archives; ///< "pcap": libpcap.a
  std::map<std::string, LibraryFile> links;    ///< "pcap": libpcap.so
  std::map<std::string, LibraryFile> shared;   ///< "libpcap.so.0.8": file or link

  /// Sorts one file of a package in, if it is a library where a linker looks.
  void add(const Triplet& triplet, const PackageTree& package, const std::string& path);
  /// The real file behind a name of `shared`; null if links lead nowhere.
  const LibraryFile* real(std::string name) const;
};

/// Whether a file's name is that of a shared library: libz.so, libz.so.1, libz-1.2.so.
bool is_shared_library(std::string_view path);

/// The lines for CC, sorted: which -lNAME is refused and why, and which other libraries
/// an archive asks for, by its symbols:
///   refused NAME TEXT · needs NAME OTHER… · run-path PATH    (fields apart by tabs)
Result<std::string> library_notes(const LibrarySurvey& survey,
                                  const LibraryRules& rules,
                                  const fs::path& sysroot);

/// Library → package, as JSON, for messages.
std::string library_record(const LibrarySurvey& survey);

} // namespace crossroot::sysroot
