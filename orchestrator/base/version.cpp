// SPDX-License-Identifier: Apache-2.0
#include "base/version.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <limits>

namespace crossroot {

Result<Version> Version::parse(std::string_view text)
{
  constexpr std::size_t k_most_parts = 4;
  Version version;
  const auto pieces = split(text, '.');
  for (const auto piece : pieces) {
    const auto number = parse_number(piece);
    if (!number || *number > std::numeric_limits<std::int32_t>::max() ||
        pieces.size() > k_most_parts) {
      return Error(ErrorKind::definition, "version",
                   "not a version of dotted numbers: \"" + std::string(text) + "\"");
    }
    version.parts_.push_back(static_cast<std::uint32_t>(*number));
  }
  return version;
}

std::string Version::render() const
{
  std::string out;
  for (const auto part : parts_) {
    out += (out.empty() ? "" : ".") + std::to_string(part);
  }
  return out.empty() ? "0" : out;
}

std::strong_ordering Version::operator<=>(const Version& other) const
{
  return std::lexicographical_compare_three_way(parts_.begin(), parts_.end(),
                                                other.parts_.begin(), other.parts_.end());
}

} // namespace crossroot
