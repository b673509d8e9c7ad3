// SPDX-License-Identifier: Apache-2.0
// Some CPUs let a kernel choose the size of its pages, and a segment can only be mapped
// where its address and its place in the file are the same modulo that size. A linker
// promises that up to the alignment that it writes; one told that 4 KiB are enough makes
// files that run on one kernel and not on another of the same release.
#include "verify/checks.hpp"

#include <fmt/format.h>

namespace crossroot::verify {

namespace {

struct Pages {
  std::uint64_t bytes;
  std::string_view who;
};

/// The largest pages that kernels of distributions have on this CPU; 4 KiB elsewhere.
Pages largest_pages(std::uint16_t machine)
{
  switch (machine) {
  case 21: return {65536, "ppc64le, whose kernels have such pages everywhere"};
  case 183: return {65536, "RHEL 7 and 8 on 64-bit Arm, and kernels named 64k"};
  case 258: return {16384, "LoongArch, whose kernels have such pages everywhere"};
  default: return {4096, ""};
  }
}

} // namespace

Finding check_page_size(Subject& subject)
{
  constexpr auto k_id = "page-size";
  constexpr std::uint64_t k_least = 4096;
  const auto pages = largest_pages(subject.file.machine);
  if (pages.bytes == k_least) {
    return pass(k_id, "any: pages have 4 KiB on this CPU", "not looked at");
  }
  const auto expected = fmt::format("segments for pages of {} KiB", pages.bytes / 1024);
  std::vector<std::string> narrow;
  for (const auto& segment : subject.file.segments) {
    if (segment.type == elf::SegmentType::load && segment.memory_size != 0 &&
        segment.align % pages.bytes != 0) {
      narrow.push_back(
          fmt::format("segment at {:#x}: {:#x}", segment.address, segment.align));
    }
  }
  if (narrow.empty()) {
    return pass(k_id, expected, "all of them");
  }
  auto finding = fail(k_id, expected, counted(narrow.size(), "segment") + " for less");
  finding.evidence = std::move(narrow);
  finding.cause = "the linker was told of smaller pages by -z max-page-size";
  finding.refused_by = pages.who;
  finding.remedy = "ldflags in [cc] without -z max-page-size";
  return finding;
}

} // namespace crossroot::verify
