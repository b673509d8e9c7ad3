// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "resolve/archive_index.hpp"

#include <functional>

namespace crossroot::resolve {

/// One line of a Debian Contents file: a path and the packages that have it.
struct ContentsLine {
  std::string_view path; ///< "usr/include/pcap.h"
  std::vector<std::string_view> packages;
};
/// Nothing for a line that is none (the free text that old files begin with). Total.
std::optional<ContentsLine> parse_contents_line(std::string_view line);

/// Tells of every line of the suite's Contents file for one architecture, which is listed
/// in the signed Release file; it is fetched if the store has it not (some 10 MB) and
/// read as a stream. Error (definition) if the suite lists none.
Result<void> read_contents(const Definition& definition,
                           const SignedSuite& suite,
                           const std::string& arch,
                           const ResolveContext& context,
                           const std::function<void(const ContentsLine&)>& visit);

} // namespace crossroot::resolve
