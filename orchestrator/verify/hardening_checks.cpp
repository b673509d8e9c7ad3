// SPDX-License-Identifier: Apache-2.0
#include "verify/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace crossroot::verify {

namespace {

enum class StackDefault : std::uint8_t { executable, executable_if_loaded, plain };

/// What a file without PT_GNU_STACK gets. Two parties decide: the kernel for the program
/// (elf_read_implies_exec: x86-64 since 5.8 leaves the stack alone), and glibc for all
/// that it loads, program included (DEFAULT_STACK_PERMS in stackinfo.h: executable on
/// x86, 32-bit Arm, s390 and MIPS, and then for the whole process).
StackDefault stack_default(std::uint16_t machine, unsigned bits)
{
  switch (machine) {
  case 3:  // i386
  case 20: // ppc
  case 22: // s390
  case 40: // arm
    return StackDefault::executable;
  case 8: return bits == 32 ? StackDefault::executable : StackDefault::plain; // mips
  case 62: return StackDefault::executable_if_loaded;
  default: return StackDefault::plain; // aarch64, riscv, ppc64le, loongarch
  }
}

bool executable_by_default(const Subject& subject)
{
  switch (stack_default(subject.file.machine, subject.file.bits)) {
  case StackDefault::executable: return true;
  case StackDefault::plain: return false;
  case StackDefault::executable_if_loaded: break;
  }
  const auto& kernel = subject.expectations.floor.kernel;
  const bool loaded_by_glibc = !subject.is_static() && !subject.musl();
  return loaded_by_glibc || (!kernel.empty() && kernel < Version{5, 8});
}

} // namespace

Finding check_nx(Subject& subject)
{
  const auto* const stack = subject.file.segment(elf::SegmentType::gnu_stack);
  const auto expected = "a stack that is not executable";
  const bool executable =
      stack != nullptr ? stack->executable() : executable_by_default(subject);
  if (!executable) {
    return pass("nx", expected,
                stack != nullptr ? "not executable" : "not executable by default");
  }
  auto finding =
      fail("nx", expected,
           stack != nullptr ? "PT_GNU_STACK is executable" : "no PT_GNU_STACK");
  finding.cause = "an assembler source without .note.GNU-stack";
  if (subject.is_library()) {
    finding.cause += "; loading it makes the stack of the whole process executable, and "
                     "from glibc 2.41 on dlopen refuses it";
  }
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
  if (subject.is_library()) {
    return pass("pie", "position-independent", "a library always is");
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

} // namespace crossroot::verify
