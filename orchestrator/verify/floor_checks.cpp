// SPDX-License-Identifier: Apache-2.0
// A floor holds if no version that a loader insists on is above it. Versions are judged
// per library: libgcc_s defines a GLIBC_2.0 of its own on several CPUs, and pooling the
// names would invent a requirement. A version flagged weak is only warned about at load.
#include "base/text.hpp"
#include "catalog/symbols.hpp"
#include "verify/subject.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace crossroot::verify {

namespace {

bool everywhere(std::string_view)
{
  return true;
}

void add_reach(Subject& subject, Finding& finding)
{
  const auto reach = catalog::reach_of(requirement_of(subject));
  finding.loads_on = join(reach.loads_on, ", ");
  finding.refused_by = join(reach.refused_by, ", ");
}

/// Evidence, causes and reach of a floor that does not hold.
void explain(Subject& subject,
             std::string_view prefix,
             const Version& floor,
             bool (*wanted)(std::string_view),
             Finding& finding)
{
  auto asking = symbols_asking(
      subject.file, [&](const elf::VersionNeed& need, const elf::NeededVersion& version) {
        const auto number = elf::version_number(version.name, prefix);
        return wanted(need.library) && !version.weak() && number && *number > floor;
      });
  finding.evidence = std::move(asking.evidence);
  finding.cause = causes_of(subject.expectations, asking.symbols);
  add_reach(subject, finding);
}

Finding check_glibc_floor(Subject& subject)
{
  constexpr auto k_id = "glibc-floor";
  const auto demand = demand_of(subject.file, "GLIBC_", is_libc_library);
  const auto& floor = subject.expectations.floor.libc;
  const auto found = demand.highest.empty() ? "none" : demand.highest.render();
  if (subject.musl()) {
    if (demand.highest.empty()) {
      return pass(k_id, "no version of glibc", found);
    }
    auto finding = fail(k_id, "no version of glibc", found);
    explain(subject, "GLIBC_", {}, is_libc_library, finding);
    return finding;
  }
  if (floor.empty()) {
    return skip(k_id, "no floor given; the file asks for " + found);
  }
  const auto expected = "at most " + floor.render();
  if (demand.highest <= floor) {
    return pass(k_id, expected, found);
  }
  auto finding = fail(k_id, expected, found);
  explain(subject, "GLIBC_", floor, is_libc_library, finding);
  finding.remedy = fmt::format("floor.glibc = \"{}\" in the target", found);
  return finding;
}

/// The oldest version that a distribution at or above the libc floor ships: what a
/// floor in libc alone promises of gcc's runtime.
Version oldest_beside(const Version& libc, Version catalog::Distribution::*member)
{
  Version oldest;
  for (const auto& system : catalog::distributions()) {
    const auto& shipped = system.*member;
    if (system.libc == Libc::glibc && system.libc_version >= libc && !shipped.empty() &&
        (oldest.empty() || shipped < oldest)) {
      oldest = shipped;
    }
  }
  return oldest;
}

struct RuntimeFloor {
  std::string_view check, prefix, key;
  Version Floor::*asked;
  Version catalog::Distribution::*shipped;
};

Finding check_runtime_floor(Subject& subject, const RuntimeFloor& runtime)
{
  const auto demand = demand_of(subject.file, runtime.prefix, everywhere);
  if (demand.highest.empty()) {
    return pass(runtime.check, "no version, or one within the floor", "none");
  }
  const auto& floor = subject.expectations.floor;
  auto limit = floor.*runtime.asked;
  const bool derived = limit.empty();
  const auto found = demand.highest.render();
  if (derived && floor.libc.empty()) {
    return skip(runtime.check, "no floor given; the file asks for " + found);
  }
  if (derived) {
    limit = oldest_beside(floor.libc, runtime.shipped);
  }
  const auto expected =
      fmt::format("at most {}{}", limit.render(),
                  derived ? ", the oldest beside glibc " + floor.libc.render() : "");
  if (demand.highest <= limit) {
    return pass(runtime.check, expected, found);
  }
  auto finding = fail(runtime.check, expected, found);
  explain(subject, runtime.prefix, limit, everywhere, finding);
  finding.remedy =
      fmt::format("runtime = \"static\" in [cc], or floor.{} = \"{}\" in the "
                  "target",
                  runtime.key, found);
  return finding;
}

Finding check_libstdcxx_floor(Subject& subject)
{
  return check_runtime_floor(subject,
                             {"libstdcxx-floor", "GLIBCXX_", "libstdcxx",
                              &Floor::libstdcxx, &catalog::Distribution::libstdcxx});
}

Finding check_libgcc_floor(Subject& subject)
{
  return check_runtime_floor(subject, {"libgcc-floor", "GCC_", "libgcc", &Floor::libgcc,
                                       &catalog::Distribution::libgcc});
}

/// Markers are versions without symbols: the loader of that release or newer has them.
struct Marker {
  std::string_view name;
  Version release;
  std::string_view remedy;
};

const std::array<Marker, 4>& markers()
{
  static const std::array<Marker, 4> table{{
      {"GLIBC_ABI_DT_RELR", {2, 36}, "ldflags without -z pack-relative-relocs"},
      {"GLIBC_ABI_DT_X86_64_PLT", {2, 42}, "ldflags without -z mark-plt"},
      {"GLIBC_ABI_GNU2_TLS", {2, 42}, "cflags without -mtls-dialect=gnu2"},
      {"GLIBC_ABI_GNU_TLS", {2, 42}, "a linker that does not write the marker"},
  }};
  return table;
}

Finding check_abi_marker(Subject& subject)
{
  constexpr auto k_id = "abi-marker";
  auto words = demand_of(subject.file, "GLIBC_", everywhere).words;
  std::erase(words, "GLIBC_PRIVATE");
  if (words.empty()) {
    return pass(k_id, "no marker above the floor", "none");
  }
  const auto& floor = subject.expectations.floor.libc;
  auto finding = pass(k_id, "no marker above the floor", join(words, ", "));
  for (const auto& word : words) {
    const auto marker = std::find_if(markers().begin(), markers().end(),
                                     [&](const auto& one) { return one.name == word; });
    if (marker == markers().end()) {
      finding.status = Status::unknown;
      finding.evidence.push_back(word + ": not known to this program");
    } else if (!floor.empty() && floor < marker->release) {
      finding.status = finding.status == Status::unknown ? Status::unknown : Status::fail;
      finding.evidence.push_back(word + ": first in glibc " + marker->release.render());
      finding.remedy = marker->remedy;
    }
  }
  return finding;
}

Finding check_private_symbol(Subject& subject)
{
  constexpr auto k_id = "private-symbol";
  auto asking = symbols_asking(
      subject.file, [](const elf::VersionNeed&, const elf::NeededVersion& version) {
        return version.name == "GLIBC_PRIVATE";
      });
  if (asking.evidence.empty()) {
    return pass(k_id, "no private symbol of the libc", "none");
  }
  auto finding = fail(k_id, "no private symbol of the libc",
                      counted(asking.evidence.size(), "symbol"));
  finding.evidence = std::move(asking.evidence);
  finding.cause = causes_of(subject.expectations, asking.symbols);
  finding.remedy = "link without that library or object: it works with one build of "
                   "glibc alone";
  return finding;
}

Finding check_kernel_note(Subject& subject)
{
  constexpr auto k_id = "kernel-note";
  const auto& floor = subject.expectations.floor.kernel;
  if (!subject.file.abi_tag) {
    return skip(k_id, "the file carries no ABI note");
  }
  const auto& tag = *subject.file.abi_tag;
  const Version noted{tag[1], tag[2], tag[3]};
  if (floor.empty()) {
    return skip(k_id, "no kernel floor given; the note says " + noted.render());
  }
  // A note of 3.10.0 and a floor of 3.10 mean the same kernel.
  const auto expected = "at most " + floor.render();
  if (noted <= floor || noted.render() == floor.render() + ".0") {
    return pass(k_id, expected, noted.render());
  }
  auto finding = fail(k_id, expected, noted.render());
  finding.remedy = fmt::format("floor.kernel = \"{}\" in the target", noted.render());
  return finding;
}

constexpr std::array<Check, 6> k_checks{{
    {"abi-marker", check_abi_marker},
    {"glibc-floor", check_glibc_floor},
    {"kernel-note", check_kernel_note},
    {"libgcc-floor", check_libgcc_floor},
    {"libstdcxx-floor", check_libstdcxx_floor},
    {"private-symbol", check_private_symbol},
}};

} // namespace

std::span<const Check> floor_checks()
{
  return k_checks;
}

} // namespace crossroot::verify
