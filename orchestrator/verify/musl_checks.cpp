// SPDX-License-Identifier: Apache-2.0
// musl versions no symbol and its loader reads no version needs, so the release that a
// file needs is in its names alone: each undefined one is looked up in the table of
// releases (sysroots/tables/symbols/musl.txt). Two things besides names: packed relative
// relocations are known since 1.2.4, and on older ones the program crashes; and a library
// with initial-exec TLS cannot be loaded by dlopen, whatever the release.
#include "catalog/symbols.hpp"
#include "verify/checks.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::verify {

namespace {

constexpr std::uint64_t k_dt_relr = 36;

std::vector<std::string> indirect_functions(const elf::ElfFile& file)
{
  constexpr std::uint8_t k_stt_gnu_ifunc = 10;
  std::vector<std::string> names;
  for (const auto& symbol : file.symbols) {
    if (symbol.defined() && symbol.type == k_stt_gnu_ifunc) {
      names.push_back(symbol.name);
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

} // namespace

MuslDemand
musl_demand_of(const elf::ElfFile& file, const Triplet& triplet, const Version& floor)
{
  MuslDemand demand;
  const auto add = [&](const Version& release, std::string words) {
    demand.highest = std::max(demand.highest, release);
    if (release > floor) {
      demand.evidence.push_back(std::move(words) + ", first in musl " + release.render());
    }
  };
  for (const auto& symbol : file.symbols) {
    if (symbol.defined() || symbol.weak()) {
      continue;
    }
    const auto first =
        catalog::introduction_of(catalog::Runtime::musl, triplet, symbol.name);
    if (first) {
      add(first->release, symbol.name);
      if (first->release > floor) {
        demand.symbols.push_back(symbol.name);
      }
    }
  }
  if (file.dynamic_value(k_dt_relr)) {
    add({1, 2, 4}, "packed relative relocations");
  }
  std::sort(demand.evidence.begin(), demand.evidence.end());
  std::sort(demand.symbols.begin(), demand.symbols.end());
  return demand;
}

Finding check_musl_floor(Subject& subject)
{
  constexpr auto k_id = "musl-floor";
  if (!subject.musl()) {
    return skip(k_id, subject.triplet ? "the file is for glibc"
                                      : "no triplet given, and none fits the file");
  }
  if (subject.is_static()) {
    return pass(k_id, "no musl at run time", "static");
  }
  if (subject.expectations.only_libc == Libc::glibc) {
    return fail(k_id, "a file for glibc, as the policy says", "a file for musl");
  }
  if (auto indirect = indirect_functions(subject.file); !indirect.empty()) {
    auto finding =
        fail(k_id, "no indirect function", counted(indirect.size(), "indirect function"));
    finding.evidence = std::move(indirect);
    finding.cause = "musl's loader does not know STT_GNU_IFUNC in any release";
    finding.remedy = "sources without ifunc and target_clones attributes";
    return finding;
  }
  const auto& floor = subject.expectations.floor.libc;
  auto demand = musl_demand_of(subject.file, *subject.triplet, floor);
  const auto found = demand.highest.empty() ? "none" : demand.highest.render();
  if (floor.empty()) {
    return skip(k_id, "no floor given; the file asks for " + found);
  }
  const auto expected = "at most " + floor.render();
  if (demand.highest <= floor) {
    return pass(k_id, expected, found);
  }
  auto finding = fail(k_id, expected, found);
  finding.evidence = std::move(demand.evidence);
  finding.cause = causes_of(subject, demand.symbols);
  finding.remedy = fmt::format("floor.musl = \"{}\" in the target", found);
  return finding;
}

Finding check_dlopen_tls(Subject& subject)
{
  constexpr auto k_id = "dlopen-tls";
  if (!subject.is_library()) {
    return skip(k_id, "a program is there at start");
  }
  const std::string expected = "thread-local storage that can come later";
  if (!subject.file.initial_exec_tls()) {
    return pass(k_id, expected, "no initial-exec access");
  }
  const auto count = subject.file.static_tls_relocations;
  const auto found =
      count == 0 ? std::string("DF_STATIC_TLS")
                 : fmt::format("initial-exec access, {}", counted(count, "relocation"));
  if (!subject.musl()) {
    // glibc keeps some room for late comers (rtld.optional_static_tls, 512 bytes).
    return pass(k_id, expected + ", or little of it with glibc", found);
  }
  auto finding = fail(k_id, expected, found);
  finding.cause = subject.go ? "Go's runtime reads its own TLS word this way in c-shared "
                               "libraries (golang.org/issue/54805)"
                             : "an object compiled with -ftls-model=initial-exec";
  finding.remedy =
      "link the library at start instead of dlopen, and waive dlopen-tls; or "
      "buildmode = \"exe\"";
  return finding;
}

} // namespace crossroot::verify
