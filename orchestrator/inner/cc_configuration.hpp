// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crossroot::inner {

/// What CC bakes in, from the file NAME.conf beside it: lines of a word, one blank and
/// a value that runs to the end of the line. crossroot::toolchain writes it.
struct CcConfiguration {
  std::string digest;    ///< of everything that can change what CC makes
  std::string triplet;   ///< x86_64-linux-gnu
  std::string target;    ///< clang --target
  std::string clang;     ///< absolute path of the driver
  std::string linker;    ///< absolute path of ld.lld
  std::string ar;        ///< absolute path of the toolchain's archiver, "" for our own
  std::string sysroot;   ///< "/sysroot"
  std::string loader;    ///< PT_INTERP
  std::string libc;      ///< glibc | musl
  std::string floor;     ///< "2.17"
  std::string runtime;   ///< static | shared
  std::string libc_link; ///< dynamic | static
  std::string report;    ///< folder of the records, used if it exists
};

/// Nothing if a line is malformed, a word unknown or a needed one missing; `problem`
/// then says which.
std::optional<CcConfiguration> parse_configuration(std::string_view text,
                                                   std::string& problem);

/// The absolute or relative path under which the program was called: argv[0], looked up
/// in `path` (the value of PATH) if it has no slash. /proc/self/exe would not do, since
/// one file stands under several names.
std::string own_path(const std::string& argv0, const std::string& path);

/// Whether the dotted number `a` is below `b`.
bool version_below(std::string_view a, std::string_view b);

} // namespace crossroot::inner
