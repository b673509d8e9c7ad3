// SPDX-License-Identifier: Apache-2.0
// A floor holds if no version that a loader insists on is above it. Versions are judged
// per library: libgcc_s defines a GLIBC_2.0 of its own on several CPUs, and pooling the
// names would invent a requirement. A version flagged weak is only warned about at load.
#include "base/text.hpp"
#include "verify/checks.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::verify {

void explain_floor(const Subject& subject,
                   std::string_view prefix,
                   const Version& floor,
                   const std::function<bool(std::string_view)>& wanted,
                   Finding& finding)
{
  auto asking = symbols_asking(
      subject.file, [&](const elf::VersionNeed& need, const elf::NeededVersion& version) {
        const auto number = elf::version_number(version.name, prefix);
        return wanted(need.library) && !version.weak() && number && *number > floor;
      });
  finding.evidence = std::move(asking.evidence);
  finding.cause = causes_of(subject, asking.symbols);
  const auto reach = catalog::reach_of(requirement_of(subject));
  finding.loads_on = join(reach.loads_on, ", ");
  finding.refused_by = join(reach.refused_by, ", ");
}

namespace {

/// Versions above the floor that are flagged weak: the loader warns and goes on.
std::vector<std::string> weak_needs(const Subject& subject)
{
  auto asking = symbols_asking(
      subject.file, [&](const elf::VersionNeed& need, const elf::NeededVersion& version) {
        return version.weak() &&
               (subject.expectations.floor.libc.empty() ||
                above_floor(subject.expectations, need.library, version.name));
      });
  for (auto& line : asking.evidence) {
    line += ", weak: the loader warns and goes on";
  }
  return asking.evidence;
}

} // namespace

Finding check_glibc_floor(Subject& subject)
{
  constexpr auto k_id = "glibc-floor";
  const auto demand = demand_of(subject.file, "GLIBC_", is_libc_library);
  const auto& floor = subject.expectations.floor.libc;
  const auto found = demand.highest.empty() ? "none" : demand.highest.render();
  const bool refused = subject.expectations.only_libc == Libc::musl;
  if (subject.musl() || (refused && !subject.is_static())) {
    if (demand.highest.empty()) {
      return pass(k_id, "no version of glibc", found);
    }
    auto finding = fail(k_id, "no version of glibc", found);
    explain_floor(subject, "GLIBC_", {}, is_libc_library, finding);
    return finding;
  }
  if (floor.empty()) {
    return skip(k_id, "no floor given; the file asks for " + found);
  }
  const auto expected = "at most " + floor.render();
  if (demand.highest <= floor) {
    auto finding = pass(k_id, expected, found);
    finding.evidence = weak_needs(subject);
    return finding;
  }
  auto finding = fail(k_id, expected, found);
  explain_floor(subject, "GLIBC_", floor, is_libc_library, finding);
  finding.remedy = fmt::format("floor.glibc = \"{}\" in the target", found);
  return finding;
}

} // namespace crossroot::verify
