// SPDX-License-Identifier: Apache-2.0
#include "verify/subject.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace crossroot::verify {

namespace {

/// Without PT_GNU_STACK the kernel's default decides; these CPUs make the stack
/// executable then (arch_check_elf and friends; x86-64 for 32-bit programs alone).
bool executable_stack_by_default(std::uint16_t machine)
{
  constexpr std::array<std::uint16_t, 4> k_machines{3, 8, 22, 40}; // i386 mips s390 arm
  return std::find(k_machines.begin(), k_machines.end(), machine) != k_machines.end();
}

Finding check_nx(Subject& subject)
{
  const auto* const stack = subject.file.segment(elf::SegmentType::gnu_stack);
  const auto expected = "a stack that is not executable";
  const bool executable = stack != nullptr
                              ? stack->executable()
                              : executable_stack_by_default(subject.file.machine);
  if (!executable) {
    return pass("nx", expected, "not executable");
  }
  auto finding =
      fail("nx", expected,
           stack != nullptr ? "PT_GNU_STACK is executable" : "no PT_GNU_STACK");
  finding.cause = "an assembler source without .note.GNU-stack";
  finding.remedy = "cflags with -Wa,--noexecstack";
  return finding;
}

Finding check_rwx_segment(Subject& subject)
{
  std::vector<std::string> both;
  for (const auto& segment : subject.file.segments) {
    if (segment.type == elf::SegmentType::load && segment.writable() &&
        segment.executable()) {
      both.push_back(fmt::format("segment at {:#x}", segment.address));
    }
  }
  if (both.empty()) {
    return pass("rwx-segment", "no segment writable and executable", "none");
  }
  auto finding = fail("rwx-segment", "no segment writable and executable",
                      counted(both.size(), "segment"));
  finding.evidence = std::move(both);
  finding.remedy = "ldflags without -N and -z rwx";
  return finding;
}

Finding check_text_relocation(Subject& subject)
{
  if (!subject.file.text_relocations()) {
    return pass("text-relocation", "no relocation of code", "none");
  }
  auto finding = fail("text-relocation", "no relocation of code", "DT_TEXTREL");
  finding.cause = "an object that was not compiled with -fPIC";
  finding.remedy = "cflags with -fPIC";
  return finding;
}

Finding check_pie(Subject& subject)
{
  const auto& wanted = subject.expectations.abi.pie;
  if (!wanted) {
    return skip("pie", "the policy does not ask");
  }
  const bool found = subject.file.position_independent_executable();
  const auto words = [](bool pie) {
    return pie ? "position-independent" : "fixed address";
  };
  if (!*wanted || found) {
    return pass("pie", words(*wanted), words(found));
  }
  auto finding = fail("pie", words(true), words(false));
  finding.remedy = "buildmode = \"pie\" in [go]";
  return finding;
}

/// Full means that the loader resolves all at start (BIND_NOW) and that the segment it
/// then protects reaches over the last jump slot: some linkers leave .got.plt outside.
std::string relro_of(const elf::ElfFile& file)
{
  const auto* const relro = file.segment(elf::SegmentType::gnu_relro);
  if (relro == nullptr) {
    return "none";
  }
  if (!file.bind_now()) {
    return "partial";
  }
  constexpr std::uint64_t k_dt_pltgot = 3;
  const auto table = file.dynamic_value(k_dt_pltgot);
  const bool covered = !table || (*table >= relro->address &&
                                  *table - relro->address < relro->memory_size);
  return covered ? "full" : "partial";
}

Finding check_relro(Subject& subject)
{
  const auto& wanted = subject.expectations.abi.relro;
  const auto found = relro_of(subject.file);
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
  return finding;
}

Finding check_bind_now(Subject& subject)
{
  if (subject.expectations.abi.relro != "full") {
    return skip("bind-now", "the policy does not ask");
  }
  if (!subject.file.is_dynamic() || subject.file.bind_now()) {
    return pass("bind-now", "all symbols resolved at start", "yes");
  }
  auto finding = fail("bind-now", "all symbols resolved at start", "lazy");
  finding.remedy = "ldflags with -bindnow, or -z now for the linker";
  return finding;
}

/// Packed relative relocations: a loader that does not know them crashes.
Finding check_relr(Subject& subject)
{
  constexpr std::uint64_t k_dt_relr = 36;
  const auto& file = subject.file;
  if (!file.dynamic_value(k_dt_relr)) {
    return pass("relr", "no packed relocations, or a loader that knows them", "none");
  }
  if (subject.is_static()) {
    return pass("relr", "no packed relocations, or a loader that knows them",
                "static: relocates itself");
  }
  const Version first = subject.musl() ? Version{1, 2, 4} : Version{2, 36};
  const auto& floor = subject.expectations.floor.libc;
  const bool marked = std::any_of(
      file.version_needs.begin(), file.version_needs.end(), [](const auto& need) {
        return std::any_of(
            need.versions.begin(), need.versions.end(),
            [](const auto& one) { return one.name == "GLIBC_ABI_DT_RELR"; });
      });
  if ((floor.empty() || floor >= first) && (marked || subject.musl())) {
    return pass("relr", "libc " + first.render() + " or newer, and the marker", "both");
  }
  auto finding = fail("relr", "libc " + first.render() + " or newer, and the marker",
                      marked ? "floor " + floor.render() : "no GLIBC_ABI_DT_RELR");
  finding.remedy = "ldflags without -z pack-relative-relocs";
  return finding;
}

constexpr std::array<Check, 7> k_checks{{
    {"bind-now", check_bind_now},
    {"nx", check_nx},
    {"pie", check_pie},
    {"relr", check_relr},
    {"relro", check_relro},
    {"rwx-segment", check_rwx_segment},
    {"text-relocation", check_text_relocation},
}};

} // namespace

std::span<const Check> hardening_checks()
{
  return k_checks;
}

} // namespace crossroot::verify
