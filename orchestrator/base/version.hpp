// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot {

/// A dotted number such as 2.17, 3.4.30 or 1.3.13, compared number by number
/// (2.9 < 2.10; 2.2 < 2.2.5). Used for libc, libstdc++, libgcc and kernel floors.
class Version {
public:
  Version() = default; ///< "0": below every real version
  Version(std::initializer_list<std::uint32_t> parts) : parts_(parts) {}

  /// One to four numbers, each below 2^31, joined by dots.
  static Result<Version> parse(std::string_view text);
  std::string render() const;
  bool empty() const { return parts_.empty(); }

  std::strong_ordering operator<=>(const Version& other) const;
  bool operator==(const Version& other) const = default;

private:
  std::vector<std::uint32_t> parts_;
};

} // namespace crossroot
