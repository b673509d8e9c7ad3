// SPDX-License-Identifier: Apache-2.0
// What Go calls a build mode is one half of what comes out; how the libc is linked is the
// other. Some pairs cannot be: Go or the linker would say so late and in their own words,
// or take one half and leave the other. The same with sanitizers: each needs a runtime,
// Go's own or clang's, and not every CPU and libc has one.
#include "base/text.hpp"
#include "toolchain/toolchain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace crossroot::toolchain {
namespace {

// internal/platform's RaceDetectorSupported, ASanSupported and MSanSupported of Go 1.26.
constexpr std::array<std::string_view, 5> k_race{"amd64", "arm64", "loong64", "ppc64le",
                                                 "s390x"};
constexpr std::array<std::string_view, 5> k_address{"amd64", "arm64", "loong64",
                                                    "ppc64le", "riscv64"};
constexpr std::array<std::string_view, 3> k_memory{"amd64", "arm64", "loong64"};

Result<void> check_mode(const TargetSpec& target, const Position& position)
{
  if (target.go.buildmode != "c-shared" || target.libc_link != "static") {
    return {};
  }
  return Error(ErrorKind::definition, "buildmode",
               fmt::format("target {}: buildmode \"c-shared\" cannot have libc-link = "
                           "\"static\"",
                           target.name))
      .at(position)
      .note("cause", "a library shares the libc of the program that loads it")
      .hint("leave libc-link out");
}

/// Why there is no such runtime; "" if there is one.
std::string missing_runtime(const TargetSpec& target, const Definition& toolchain)
{
  const auto& wanted = target.go.sanitize;
  const auto cpu = target.triplet.facts().go_arch;
  const auto has = [&](const auto& cpus) {
    return std::find(cpus.begin(), cpus.end(), cpu) != cpus.end();
  };
  const bool known = wanted == "race"      ? has(k_race)
                     : wanted == "address" ? has(k_address)
                                           : has(k_memory);
  if (!known) {
    return fmt::format("Go has it for other CPUs, not for {}", cpu);
  }
  if (target.triplet.libc() == Libc::musl) {
    return "its runtime is built for glibc";
  }
  if (target.go.cgo == "off") {
    return "its runtime is C code, and go.cgo is off";
  }
  if (target.libc_link == "static") {
    return "its runtime stands in front of a libc that is loaded";
  }
  const auto packages = toolchain.packages.find("base");
  const bool brought =
      packages != toolchain.packages.end() &&
      std::any_of(packages->second.begin(), packages->second.end(),
                  [](const auto& name) { return name.starts_with("libclang-rt-"); });
  return wanted == "race" || brought
             ? std::string()
             : fmt::format("toolchain {} holds no runtime of clang's sanitizers",
                           toolchain.name);
}

} // namespace

Result<void> check_output(const TargetSpec& target,
                          const Definition& toolchain,
                          const std::string& recipe_file)
{
  auto position = target.position;
  position.file = recipe_file;
  CROSSROOT_CHECK(check_mode(target, position));
  if (!target.libraries.packages.empty() && target.libraries.link != "static" &&
      target.libc_link == "static") {
    return Error(ErrorKind::definition, "libraries",
                 fmt::format("target {}: libraries.link = \"{}\" cannot have libc-link = "
                             "\"static\"",
                             target.name, target.libraries.link))
        .at(position)
        .note("cause", "a static program has no loader that could load a library")
        .hint("libraries.link = \"static\", or leave libc-link out");
  }
  if (target.go.sanitize.empty()) {
    return {};
  }
  const auto why = missing_runtime(target, toolchain);
  if (why.empty()) {
    return {};
  }
  auto error = Error(ErrorKind::definition, "sanitize",
                     fmt::format("target {} cannot have go.sanitize = \"{}\"",
                                 target.name, target.go.sanitize))
                   .at(position)
                   .note("cause", why);
  if (why.starts_with("toolchain")) {
    return std::move(error).hint("a toolchain definition of your own with "
                                 "libclang-rt-19-dev among its packages");
  }
  return std::move(error).hint("leave it out for this target");
}

} // namespace crossroot::toolchain
