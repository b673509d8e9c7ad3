// SPDX-License-Identifier: Apache-2.0
// Go chooses instructions by one variable for each family of CPUs. Its values are a
// ladder: a program for one rung runs on all CPUs above it. What stands behind a comma
// adds single features (GOARM64=v8.0,lse) or says how numbers travel (GOARM=7,softfloat).
#include "target/cpu_level.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace crossroot {

namespace {

using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 2> k_386{"softfloat", "sse2"};
constexpr std::array<std::string_view, 4> k_amd64{"v1", "v2", "v3", "v4"};
constexpr std::array<std::string_view, 3> k_arm{"5", "6", "7"};
constexpr std::array<std::string_view, 16> k_arm64{
    "v8.0", "v8.1", "v8.2", "v8.3", "v8.4", "v8.5", "v8.6", "v8.7",
    "v8.8", "v8.9", "v9.0", "v9.1", "v9.2", "v9.3", "v9.4", "v9.5"};
constexpr std::array<std::string_view, 2> k_mips64{"softfloat", "hardfloat"};
constexpr std::array<std::string_view, 3> k_ppc64{"power8", "power9", "power10"};
constexpr std::array<std::string_view, 3> k_riscv64{"rva20u64", "rva22u64", "rva23u64"};

struct Ladder {
  std::string_view variable;
  Words levels;
};
const std::array k_ladders{
    Ladder{"GO386", k_386},         Ladder{"GOAMD64", k_amd64},
    Ladder{"GOARM", k_arm},         Ladder{"GOARM64", k_arm64},
    Ladder{"GOMIPS64", k_mips64},   Ladder{"GOPPC64", k_ppc64},
    Ladder{"GORISCV64", k_riscv64},
};
constexpr std::array<std::string_view, 7> k_variables{
    "GO386", "GOAMD64", "GOARM", "GOARM64", "GOMIPS64", "GOPPC64", "GORISCV64"};

/// What may be written for this triplet. Arm's levels depend on how its libraries pass
/// floating point: below 6 there are no registers for it, and the bases that use them are
/// built for 7.
std::vector<std::string> writable_levels(const Triplet& triplet)
{
  const auto& facts = triplet.facts();
  if (facts.go_variable == "GOARM") {
    return facts.soft_float ? std::vector<std::string>{"5", "6,softfloat", "7,softfloat"}
                            : std::vector<std::string>{"7"};
  }
  const auto levels = cpu_levels(facts.go_variable);
  return {levels.begin(), levels.end()};
}

/// "v8.2,lse,crypto": the level, then features of Go's list in any order.
bool is_writable(const Triplet& triplet, std::string_view level)
{
  const auto words = split(level, ',');
  const bool features = triplet.facts().go_variable == "GOARM64";
  const auto known = writable_levels(triplet);
  const auto whole = features ? words.front() : level;
  return std::find(known.begin(), known.end(), whole) != known.end() &&
         (!features || std::all_of(words.begin() + 1, words.end(), [](const auto& word) {
           return word == "lse" || word == "crypto";
         }));
}

} // namespace

std::span<const std::string_view> cpu_levels(std::string_view variable)
{
  for (const auto& ladder : k_ladders) {
    if (ladder.variable == variable) {
      return ladder.levels;
    }
  }
  return {};
}

std::optional<std::size_t> cpu_level_rank(std::string_view variable,
                                          std::string_view level)
{
  const auto levels = cpu_levels(variable);
  const auto found =
      std::find(levels.begin(), levels.end(), level.substr(0, level.find(',')));
  return found == levels.end()
             ? std::nullopt
             : std::optional(static_cast<std::size_t>(found - levels.begin()));
}

std::span<const std::string_view> cpu_level_variables()
{
  return k_variables;
}

Result<void> check_cpu_level(const Triplet& triplet, std::string_view level)
{
  const std::string variable(triplet.facts().go_variable);
  if (level.empty() || is_writable(triplet, level)) {
    return {};
  }
  auto error =
      Error(ErrorKind::definition, "cpu-level",
            fmt::format("\"{}\" is no {} for {}", level, variable, triplet.render()));
  const auto known = writable_levels(triplet);
  if (variable == "GOARM" && cpu_level_rank(variable, level)) {
    error = std::move(error).note(
        "cause",
        triplet.facts().soft_float
            ? "its libraries pass floating point in integer registers"
            : "its libraries are for ARMv7 and pass floating point in registers");
  }
  return std::move(error).hint(fmt::format(
      "{} is {}{}", variable, join(known, ", "),
      variable == "GOARM64" ? ", each also with \",lse\" and \",crypto\"" : ""));
}

std::string llvm_triple_at(const Triplet& triplet, std::string_view level)
{
  std::string name(triplet.facts().llvm_triple);
  const auto rung = level.substr(0, level.find(','));
  if (triplet.facts().go_variable != "GOARM" || rung.empty()) {
    return name;
  }
  const std::string_view arch = rung == "5" ? "armv5te" : rung == "6" ? "armv6" : "armv7";
  return std::string(arch) + name.substr(name.find('-'));
}

} // namespace crossroot
