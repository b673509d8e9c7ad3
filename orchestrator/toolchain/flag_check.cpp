// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "toolchain/toolchain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace crossroot::toolchain {
namespace {

struct Refused {
  std::string_view flag; ///< how it begins
  bool whole;            ///< nothing may follow
  std::string_view why;
  std::string_view remedy;
};

constexpr std::string_view k_other_cpu = "name a CPU level, such as -march=x86-64-v2";
constexpr std::string_view k_no_code =
    "leave it out: only the pinned clang runs in a build";
constexpr std::string_view k_settled =
    "leave it out: the target's triplet and base settle it";

constexpr std::array k_compiler_flags{
    Refused{"-march=native", false, "means the CPU of the building machine", k_other_cpu},
    Refused{"-mcpu=native", false, "means the CPU of the building machine", k_other_cpu},
    Refused{"-mtune=native", false, "means the CPU of the building machine", k_other_cpu},
    Refused{"-fplugin", false, "loads code into the compiler", k_no_code},
    Refused{"-fpass-plugin", false, "loads code into the compiler", k_no_code},
    Refused{"-load", true, "loads code into the compiler", k_no_code},
    Refused{"-wrapper", true, "runs another program as the compiler", k_no_code},
    Refused{"--config", false, "reads flags that no key would know", k_no_code},
    Refused{"@", false, "reads flags that no key would know", "write the flags out"},
    Refused{"-B", false, "makes clang look for its tools elsewhere", k_settled},
    Refused{"-fuse-ld", false, "chooses another linker", k_settled},
    Refused{"--ld-path", false, "chooses another linker", k_settled},
    Refused{"--sysroot", false, "leaves the pinned sysroot", k_settled},
    Refused{"-isysroot", false, "leaves the pinned sysroot", k_settled},
    Refused{"-target", false, "makes code for another target", k_settled},
    Refused{"--target", false, "makes code for another target", k_settled},
};

constexpr std::array k_go_linker_flags{
    Refused{"-extld", true, "chooses another linker", k_settled},
    Refused{"-extld=", false, "chooses another linker", k_settled},
    Refused{"-extar", false, "chooses another archiver", k_settled},
    Refused{"-I", false, "chooses another interpreter", k_settled},
};

/// The flags behind -Wl, and -Xclang are judged like those that stand alone.
std::vector<std::string> parts_of(const std::string& flag)
{
  std::vector<std::string> parts{flag};
  if (flag.starts_with("-Wl,") || flag.starts_with("-Wp,") || flag.starts_with("-Wa,")) {
    return {}; // the linker's -Bsymbolic is not the driver's -B
  }
  for (const auto word : split_words(flag)) {
    if (word != flag) {
      parts.emplace_back(word);
    }
  }
  return parts;
}

const Refused* refusal_of(std::string_view flag, std::span<const Refused> table)
{
  for (const auto& refused : table) {
    if (refused.whole ? flag == refused.flag : flag.starts_with(refused.flag)) {
      return &refused;
    }
  }
  return nullptr;
}

Result<void> check(const std::vector<std::string>& flags,
                   std::string_view key,
                   std::span<const Refused> table,
                   const TargetSpec& target,
                   const std::string& recipe_file)
{
  for (const auto& flag : flags) {
    for (const auto& part : parts_of(flag)) {
      if (const auto* refused = refusal_of(part, table)) {
        auto position = target.position;
        position.file = recipe_file;
        return Error(ErrorKind::definition, "flag",
                     fmt::format("{} in {} {}", part, key, refused->why))
            .at(position)
            .note("from", fmt::format("{} of target {}", key, target.name))
            .hint(std::string(refused->remedy));
      }
    }
  }
  return {};
}

/// No base has clang's own C++ library; a recipe may bring a distribution's package of
/// it.
Result<void> check_cxx_library(const TargetSpec& target, const std::string& recipe_file)
{
  constexpr std::array k_refused{
      Refused{"-stdlib=libc++", false, "asks for a C++ library that the base has not",
              "leave it out: the base's libstdc++ is linked into the output"}};
  const auto& packages = target.libraries.packages;
  if (std::any_of(packages.begin(), packages.end(),
                  [](const auto& name) { return name.starts_with("libc++-"); })) {
    return {};
  }
  for (const auto& [key, flags] : {std::pair{"cc.cflags", &target.cc.cflags},
                                   std::pair{"cc.cxxflags", &target.cc.cxxflags},
                                   std::pair{"cc.ldflags", &target.cc.ldflags}}) {
    CROSSROOT_CHECK(check(*flags, key, k_refused, target, recipe_file));
  }
  return {};
}

} // namespace

Result<void> check_flags(const TargetSpec& target, const std::string& recipe_file)
{
  const auto in = [&](const std::vector<std::string>& flags, std::string_view key,
                      std::span<const Refused> table) {
    return check(flags, key, table, target, recipe_file);
  };
  CROSSROOT_CHECK(in(target.cc.cflags, "cc.cflags", k_compiler_flags));
  CROSSROOT_CHECK(in(target.cc.cxxflags, "cc.cxxflags", k_compiler_flags));
  CROSSROOT_CHECK(in(target.cc.ldflags, "cc.ldflags", k_compiler_flags));
  CROSSROOT_CHECK(check_cxx_library(target, recipe_file));
  return in(target.go.ldflags, "go.ldflags", k_go_linker_flags);
}

} // namespace crossroot::toolchain
