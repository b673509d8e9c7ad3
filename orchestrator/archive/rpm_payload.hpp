// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "archive/byte_input.hpp"

namespace crossroot::archive {

/// One file, folder or link of a package.
struct RpmEntry {
  enum class Kind : std::uint8_t { folder, file, link, other };
  std::string name; ///< as it stands in the package
  Kind kind = Kind::other;
  bool executable = false;
  std::uint64_t size_bytes = 0;
  std::string target; ///< of a symbolic link
  /// Names that stood before it and are hard links of the same file: the content comes
  /// with the last.
  std::vector<std::string> twins;
};
using VisitRpm = std::function<Result<void>(const RpmEntry&, const ContentSource&)>;

/// Calls `visit` for each entry in the package's order until it answers with an Error;
/// content that it does not ask for is passed over. Errors of the package are of kind io.
Result<void> each_rpm_entry(const ByteInput& input, Meter& meter, const VisitRpm& visit);

} // namespace crossroot::archive
