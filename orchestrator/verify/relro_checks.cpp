// SPDX-License-Identifier: Apache-2.0
// What the loader writes once should be read-only afterwards. It protects the segment
// PT_GNU_RELRO, in whole pages: from the start rounded down to the end rounded *down*
// (glibc's _dl_protect_relro), so a segment that ends inside a page leaves that page
// writable, and one smaller than a page protects nothing. With lazy binding the jump
// slots must stay writable. So "full" is three things together, and two of them alone are
// what other tools call full: the segment, binding at start, and every jump slot inside
// the pages that are protected.
#include "verify/checks.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::verify {

namespace {

/// The smallest page of any kernel for these CPUs: what is protected with it is so with
/// larger ones if the linker aligned the segment for them, as all do.
constexpr std::uint64_t k_page = 4096;

struct Relro {
  std::string word; ///< none, partial or full
  std::string gap;  ///< what is left writable although bound at start
};

Relro relro_of(const elf::ElfFile& file)
{
  constexpr std::uint64_t k_dt_pltgot = 3;
  const auto* const segment = file.segment(elf::SegmentType::gnu_relro);
  if (segment == nullptr || segment->memory_size == 0) {
    return {"none", ""};
  }
  if (!file.bind_now()) {
    return {"partial", ""};
  }
  const auto begin = segment->address / k_page * k_page;
  const auto size = std::min(segment->memory_size, ~std::uint64_t{0} - segment->address);
  const auto end = (segment->address + size) / k_page * k_page;
  const auto inside = [&](std::uint64_t from, std::uint64_t to) {
    return begin <= from && to <= end;
  };
  if (const auto& slots = file.jump_slots; slots && !inside(slots->begin, slots->end)) {
    return {"partial",
            fmt::format("jump slots at {:#x} to {:#x}, protected {:#x} to {:#x}",
                        slots->begin, slots->end, begin, end)};
  }
  const auto table = file.dynamic_value(k_dt_pltgot);
  if (table && file.jump_slots && !inside(*table, *table)) {
    return {"partial", fmt::format("the table of jump slots at {:#x}, protected {:#x} to "
                                   "{:#x}",
                                   *table, begin, end)};
  }
  return {"full", ""};
}

} // namespace

Finding check_relro(Subject& subject)
{
  const auto& wanted = subject.expectations.abi.relro;
  const auto relro = relro_of(subject.file);
  const auto& found = relro.word;
  if (wanted.empty()) {
    return skip("relro", "the policy does not ask; found " + found);
  }
  if (!subject.file.is_dynamic()) {
    return skip("relro", "a static program has nothing to protect");
  }
  if (wanted == "none" || found == "full" || found == wanted) {
    return pass("relro", wanted, found);
  }
  auto finding = fail("relro", wanted, found);
  finding.cause =
      found == "none" ? "Go's own linker writes the segment for PIE alone" : "";
  finding.remedy = found == "none" ? "buildmode = \"pie\" in [go]"
                                   : "ldflags with -bindnow, or -z now for the linker";
  if (!relro.gap.empty()) {
    finding.evidence.push_back(relro.gap);
    finding.cause = "a linker that leaves jump slots writable behind the segment";
  }
  return finding;
}

Finding check_bind_now(Subject& subject)
{
  const auto& abi = subject.expectations.abi;
  if (abi.relro != "full" && !abi.bind_now.value_or(false)) {
    return skip("bind-now", "the policy does not ask");
  }
  if (!subject.file.is_dynamic() || subject.file.bind_now()) {
    return pass("bind-now", "all symbols resolved at start", "yes");
  }
  auto finding = fail("bind-now", "all symbols resolved at start", "lazy");
  finding.remedy = "ldflags with -bindnow, or -z now for the linker";
  return finding;
}

namespace {

enum class Marker : std::uint8_t { there, missing, not_wanted };

/// glibc wants the marker of what asks versions of the libc alone (dl-version.c): the
/// libc itself has packed relocations and none.
Marker marker_of_relr(const elf::ElfFile& file)
{
  auto marker = Marker::not_wanted;
  for (const auto& need : file.version_needs) {
    for (const auto& version : need.versions) {
      if (need.library.starts_with("libc.so.") && version.name == "GLIBC_ABI_DT_RELR") {
        return Marker::there;
      }
      marker = need.library.starts_with("libc.so.") ? Marker::missing : marker;
    }
  }
  return marker;
}

} // namespace

/// Packed relative relocations: a loader that does not know them crashes, and glibc
/// refuses them without their marker.
Finding check_relr(Subject& subject)
{
  constexpr auto k_id = "relr";
  constexpr std::uint64_t k_dt_relr = 36;
  const auto& file = subject.file;
  const bool musl = subject.musl();
  const Version first = musl ? Version{1, 2, 4} : Version{2, 36};
  const auto expected = fmt::format("none, or {} {} and newer{}", musl ? "musl" : "glibc",
                                    first.render(), musl ? "" : " with the marker");
  if (!file.dynamic_value(k_dt_relr)) {
    return pass(k_id, expected, "none");
  }
  if (subject.is_static()) {
    return pass(k_id, expected, "a static program relocates itself");
  }
  const bool marked = musl || marker_of_relr(file) != Marker::missing;
  const auto& floor = subject.expectations.floor.libc;
  if (marked && (floor.empty() || floor >= first)) {
    return pass(k_id, expected, "packed relocations");
  }
  auto finding = fail(k_id, expected,
                      marked ? "packed relocations at floor " + floor.render()
                             : "packed relocations without GLIBC_ABI_DT_RELR");
  finding.cause = marked
                      ? "a loader that does not know them applies none, and the program "
                        "crashes at start"
                      : "glibc refuses such a file: \"DT_RELR without "
                        "GLIBC_ABI_DT_RELR dependency\"";
  finding.remedy = "ldflags without -z pack-relative-relocs";
  return finding;
}

} // namespace crossroot::verify
