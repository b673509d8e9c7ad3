// SPDX-License-Identifier: Apache-2.0
// A program built for newer CPUs dies with SIGILL on older ones, at some instruction, on
// some input. The level of Go code stands in the build record alone (GOAMD64=v3 leaves no
// note); that of C code, on x86, in a property note that glibc 2.33 and newer enforce at
// load if the compiler was told -mneeded or -z x86-64-v3.
#include "base/text.hpp"
#include "target/cpu_level.hpp"
#include "verify/checks.hpp"

#include <fmt/format.h>

#include <bit>

namespace crossroot::verify {

namespace {

/// The level in the x86 note: bit 0 is the baseline, bit 1 v2, bit 2 v3, bit 3 v4.
std::string noted_level(std::uint32_t needed)
{
  return "v" + std::to_string(std::bit_width(needed & 0xf));
}

std::string what_it_asks(const Subject& subject, std::string_view variable)
{
  std::vector<std::string> words;
  if (subject.go) {
    const auto set = subject.go->settings.find(std::string(variable));
    if (set != subject.go->settings.end()) {
      words.push_back(std::string(variable) + "=" + set->second);
    }
  }
  if (subject.file.x86_isa_needed != 0) {
    words.push_back("the property note: x86-64-" +
                    noted_level(subject.file.x86_isa_needed));
  }
  return words.empty() ? "nothing recorded" : join(words, ", ");
}

} // namespace

Finding check_isa_level(Subject& subject)
{
  constexpr auto k_id = "isa-level";
  if (!subject.triplet) {
    return skip(k_id, "no triplet given, and none fits the file");
  }
  const auto& facts = subject.triplet->facts();
  const auto found = what_it_asks(subject, facts.go_variable);
  if (!subject.expectations.triplet && subject.expectations.cpu_level.empty()) {
    return skip(k_id, "neither a triplet nor a level given; the file asks for " + found);
  }
  const std::string allowed(subject.expectations.cpu_level.empty()
                                ? facts.go_level
                                : subject.expectations.cpu_level);
  const auto most = cpu_level_rank(facts.go_variable, allowed);
  if (!most) {
    return pass(k_id, "one level on this CPU", found);
  }
  std::vector<std::string> above;
  bool unknown = false;
  const auto compare = [&](const std::string& level, std::string who) {
    const auto place = cpu_level_rank(facts.go_variable, level);
    unknown = unknown || !place;
    if (!place || *place > *most) {
      above.push_back(std::move(who));
    }
  };
  const auto variable = std::string(facts.go_variable);
  if (subject.go && subject.go->settings.contains(variable)) {
    const auto& level = subject.go->settings.at(variable);
    compare(level, variable + "=" + level + " in the Go build record");
    // LSE is part of 8.1; a list that adds it to 8.0 asks for a newer CPU.
    if (variable == "GOARM64" && *most == 0 && level.find(",lse") != std::string::npos &&
        allowed.find(",lse") == std::string::npos) {
      above.push_back(variable + "=" + level + " in the Go build record");
    }
  }
  // On 32-bit x86 the note's baseline says nothing that GO386 would.
  if (subject.file.x86_isa_needed != 0 && facts.go_variable == "GOAMD64") {
    const auto level = noted_level(subject.file.x86_isa_needed);
    compare(level, "x86-64-" + level + " in the property note");
  }
  const auto expected = "at most " + allowed;
  if (above.empty()) {
    return pass(k_id, expected, found);
  }
  auto finding = fail(k_id, expected, found);
  finding.status = unknown ? Status::unknown : Status::fail;
  finding.evidence = std::move(above);
  finding.remedy =
      fmt::format("build with {}={}, and cflags without -march", variable, allowed);
  return finding;
}

} // namespace crossroot::verify
