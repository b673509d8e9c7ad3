// SPDX-License-Identifier: Apache-2.0
#include "verify/checks.hpp"
#include "verify/path_scan.hpp"

namespace crossroot::verify {

Finding check_build_path(Subject& subject)
{
  constexpr auto k_id = "build-path";
  const auto& forbidden = subject.expectations.forbidden_paths;
  if (forbidden.empty()) {
    return skip(k_id, "no forbidden paths given");
  }
  const auto scan = scan_for_paths(subject.source, subject.file, forbidden);
  if (!scan) {
    auto finding = fail(k_id, "bytes that can all be read", scan.error().message());
    finding.status = Status::unknown;
    return finding;
  }
  if (scan->empty()) {
    return pass(k_id, "no path of the build machine", "none");
  }
  auto finding =
      fail(k_id, "no path of the build machine", counted(scan->size(), "path"));
  for (const auto& [path, shown] : *scan) {
    finding.evidence.push_back(shown);
  }
  finding.remedy = "ldflags and cflags without absolute paths of this machine";
  return finding;
}

} // namespace crossroot::verify
