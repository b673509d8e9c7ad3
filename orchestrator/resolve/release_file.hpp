// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/digest.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::resolve {

/// A Debian Release file: what a suite's signature covers.
struct ReleaseFile {
  struct File {
    Digest sha256;
    std::uint64_t size = 0;
  };
  std::string suite;     ///< "oldstable"
  std::string codename;  ///< "bookworm"
  std::int64_t date = 0; ///< seconds since 1970
  std::optional<std::int64_t> valid_until;
  bool by_hash = false;
  std::vector<std::string> architectures;
  std::vector<std::string> components;
  std::map<std::string, File> files; ///< "main/binary-amd64/Packages.xz"
};

/// Total on any bytes. Error (digest_mismatch, id "index") without Codename, Date or a
/// single SHA256 line, or with a malformed one.
Result<ReleaseFile> parse_release(std::string_view text);

/// "Sat, 09 Aug 2025 09:16:30 UTC" (or GMT, +0000) as seconds since 1970.
std::optional<std::int64_t> parse_release_date(std::string_view text);

} // namespace crossroot::resolve
