// SPDX-License-Identifier: Apache-2.0
// Two kinds of nodes of glibc are no releases. Markers are nodes without any symbol, by
// which a linker says that the file needs a loader with some ability: tools that list
// symbols never show them, and distributions carry some of them back to older releases.
// GLIBC_PRIVATE is what glibc's own parts share; no two builds promise the same.
#include "base/text.hpp"
#include "verify/checks.hpp"

#include <algorithm>
#include <array>

namespace crossroot::verify {

namespace {

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

const Marker* find_marker(std::string_view name)
{
  const auto found = std::find_if(markers().begin(), markers().end(),
                                  [&](const auto& one) { return one.name == name; });
  return found == markers().end() ? nullptr : &*found;
}

} // namespace

Version release_of_marker(std::string_view name)
{
  const auto* const marker = find_marker(name);
  return marker == nullptr ? Version() : marker->release;
}

Finding check_abi_marker(Subject& subject)
{
  constexpr auto k_id = "abi-marker";
  auto words = demand_of(subject.file, "GLIBC_", is_libc_library).words;
  std::erase(words, "GLIBC_PRIVATE");
  if (words.empty()) {
    return pass(k_id, "no marker above the floor", "none");
  }
  const auto& floor = subject.expectations.floor.libc;
  auto finding = pass(k_id, "no marker above the floor", join(words, ", "));
  for (const auto& word : words) {
    const auto* const marker = find_marker(word);
    if (marker == nullptr) {
      finding.status = Status::unknown;
      finding.evidence.push_back(word + ": not known to this program");
    } else if (!floor.empty() && floor < marker->release) {
      finding.status = finding.status == Status::unknown ? Status::unknown : Status::fail;
      finding.evidence.push_back(word + ": first in glibc " + marker->release.render());
      finding.cause = "the linker was told, or configured, to use what the marker names";
      finding.remedy = marker->remedy;
    }
  }
  return finding;
}

Finding check_private_symbol(Subject& subject)
{
  constexpr auto k_id = "private-symbol";
  if (subject.file.soname && is_libc_library(*subject.file.soname)) {
    return skip(k_id, "the file is a part of the libc itself");
  }
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
  finding.cause = causes_of(subject, asking.symbols);
  finding.remedy = "link without that library or object: it works with one build of "
                   "glibc alone";
  return finding;
}

} // namespace crossroot::verify
