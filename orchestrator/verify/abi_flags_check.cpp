// SPDX-License-Identifier: Apache-2.0
// Two files of one machine may still not mix: e_flags carries the calling convention for
// floating point and the version of the ABI. The rest of the word is about instructions
// and compilers (RISC-V's C extension, s390x's bit 0 that Go sets), differs between gcc
// and Go's own linker, and decides nothing. So each machine has a mask.
#include "verify/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace crossroot::verify {

namespace {

struct FlagRule {
  std::uint16_t machine;
  std::uint8_t bits;
  std::uint32_t mask, wanted;
  bool zero_is_silence; ///< a file that says nothing is taken
  std::string_view word;
};

// psABI supplements: ELF for Arm (EF_ARM_EABIMASK, EF_ARM_ABI_FLOAT_*), RISC-V ELF psABI
// (EF_RISCV_FLOAT_ABI), LoongArch ELF (ABI modifier), OpenPOWER ELFv2 (EF_PPC64_ABI),
// MIPS (EF_MIPS_ABI, EF_MIPS_ABI2). gcc and Go's own linker seen on Debian 12.
constexpr std::array<FlagRule, 8> k_rules{{
    {8, 64, 0xf020, 0, false, "n64"},
    {21, 64, 0x3, 2, true, "ELFv2"},
    {22, 64, 0xfffffffe, 0, false, "64-bit"},
    {40, 32, 0xff000000, 0x05000000, false, "EABI 5"},
    {40, 32, 0x600, 0x400, true, "hard float"},
    {40, 32, 0x600, 0x200, true, "soft float"},
    {243, 64, 0xe, 0x4, false, "double float"},
    {258, 64, 0x7, 0x3, false, "double float"},
}};

} // namespace

Finding check_float_abi(Subject& subject)
{
  constexpr auto k_id = "float-abi";
  const auto& file = subject.file;
  // The calling convention that the target's triplet does not have.
  const std::string_view other = subject.triplet && subject.triplet->facts().soft_float
                                     ? "hard float"
                                     : "soft float";
  std::string expected;
  bool known = false;
  const FlagRule* broken = nullptr;
  for (const auto& rule : k_rules) {
    if (rule.machine != file.machine || rule.bits != file.bits || rule.word == other) {
      continue;
    }
    known = true;
    expected += (expected.empty() ? "" : ", ") + std::string(rule.word);
    const auto found = file.flags & rule.mask;
    if (found != rule.wanted && !(found == 0 && rule.zero_is_silence)) {
      broken = &rule;
    }
  }
  const auto found = fmt::format("e_flags {:#x}", file.flags);
  if (!known) {
    return pass(k_id, "one ABI on this machine", found);
  }
  if (broken == nullptr) {
    return pass(k_id, expected, found);
  }
  auto finding = fail(k_id, expected, found);
  finding.evidence.push_back(fmt::format("{:#x} under the mask {:#x}, not {:#x} ({})",
                                         file.flags & broken->mask, broken->mask,
                                         broken->wanted, broken->word));
  finding.cause = "an object or a compiler of another floating-point ABI";
  finding.remedy = "cflags without -mfloat-abi and -mabi; the triplet sets them";
  return finding;
}

} // namespace crossroot::verify
