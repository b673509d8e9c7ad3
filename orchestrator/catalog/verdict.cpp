// SPDX-License-Identifier: Apache-2.0
// Whether a system loads a file hangs on several facts, and the first that is missing is
// what its user sees. They are looked at in the order in which a system meets them: is
// there an edition for the CPU, a loader of the name, does the loader find the versions,
// does the kernel, does the CPU do. A refusal beats every doubt: what certainly fails at
// the third question is refused, even if the second had no answer.
#include "catalog/distributions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace crossroot::catalog {

namespace {

constexpr std::string_view k_x86 = "x86_64";

/// Gathers answers; the first refusal wins, else the first doubt.
class Judgement {
public:
  void refuse(Obstacle obstacle, std::string reason)
  {
    if (verdict_.answer != Answer::refuses) {
      verdict_ = {Answer::refuses, obstacle, std::move(reason)};
    }
  }
  void doubt(Obstacle obstacle, std::string reason)
  {
    if (verdict_.answer == Answer::loads) {
      verdict_ = {Answer::unknown, obstacle, std::move(reason)};
    }
  }
  /// `asked` against what the system has.
  void compare(Obstacle obstacle,
               std::string_view what,
               const Version& asked,
               const Version& shipped,
               bool at_least)
  {
    if (asked.empty() || (!shipped.empty() && asked <= shipped)) {
      return;
    }
    if (shipped.empty()) {
      doubt(obstacle,
            fmt::format("needs {} {}; not known what it has", what, asked.render()));
    } else if (at_least) {
      doubt(obstacle, fmt::format("needs {} {}; known to have at least {}", what,
                                  asked.render(), shipped.render()));
    } else {
      refuse(obstacle,
             fmt::format("needs {} {}, has {}", what, asked.render(), shipped.render()));
    }
  }
  Verdict verdict() const { return verdict_; }

private:
  Verdict verdict_;
};

std::string architecture_of(const Requirement& requirement)
{
  if (!requirement.triplet) {
    return "";
  }
  const auto name = requirement.triplet->render();
  return name.substr(0, name.find('-'));
}

void judge_architecture(const Distribution& system,
                        const std::string& architecture,
                        Judgement& judgement)
{
  if (architecture.empty()) {
    return;
  }
  const auto& known = system.architectures;
  if (known.empty()) {
    judgement.doubt(Obstacle::architecture,
                    fmt::format("not known whether there is one for {}", architecture));
  } else if (std::find(known.begin(), known.end(), architecture) == known.end()) {
    judgement.refuse(Obstacle::architecture,
                     fmt::format("there is none for {}", architecture));
  }
}

void judge_loader(const Distribution& system,
                  const Requirement& requirement,
                  Judgement& judgement)
{
  if (system.libc != requirement.libc) {
    const auto word = [](Libc libc) { return libc == Libc::musl ? "musl" : "glibc"; };
    judgement.refuse(
        Obstacle::libc_kind,
        fmt::format("made for {}, has {}", word(requirement.libc), word(system.libc)));
    return;
  }
  const auto& asked = requirement.interpreter;
  if (asked.empty() || !requirement.triplet) {
    return;
  }
  const auto loader = requirement.triplet->facts().loader;
  if (asked == loader) {
    return;
  }
  const auto last = [](std::string_view path) {
    return path.substr(path.rfind('/') + 1);
  };
  if (last(asked) == last(loader)) { // some have a link in a second folder
    judgement.doubt(Obstacle::loader,
                    fmt::format("asks for the loader {}; known is {}", asked, loader));
  } else {
    judgement.refuse(Obstacle::loader,
                     fmt::format("asks for the loader {}, has {}", asked, loader));
  }
}

/// Markers have been carried back into older releases, so that their first release says
/// where they are for certain, and nothing of where they are not.
void judge_markers(const Distribution& system,
                   const Requirement& requirement,
                   Judgement& judgement)
{
  for (const auto& marker : requirement.markers) {
    if (system.abi_markers) {
      const auto& has = *system.abi_markers;
      if (std::find(has.begin(), has.end(), marker.name) == has.end()) {
        judgement.refuse(Obstacle::abi_marker,
                         fmt::format("needs {}, has it not", marker.name));
      }
    } else if (marker.release.empty()) {
      judgement.doubt(Obstacle::abi_marker,
                      fmt::format("needs {}, of which nothing is known", marker.name));
    } else if (system.libc_version < marker.release) {
      judgement.doubt(Obstacle::abi_marker,
                      fmt::format("needs {} of glibc {}; {} may have been given it",
                                  marker.name, marker.release.render(),
                                  system.libc_version.render()));
    }
  }
}

void judge_relocations(const Distribution& system,
                       const Requirement& requirement,
                       Judgement& judgement)
{
  if (requirement.packed == PackedRelocations::none) {
    return;
  }
  if (requirement.libc == Libc::musl) {
    judgement.compare(Obstacle::relocations, "musl (DT_RELR)", Version{1, 2, 4},
                      system.libc_version, system.at_least);
  } else if (requirement.packed == PackedRelocations::unmarked) {
    const bool checks = Version{2, 36} <= system.libc_version;
    judgement.refuse(checks ? Obstacle::abi_marker : Obstacle::relocations,
                     checks ? "has DT_RELR without GLIBC_ABI_DT_RELR"
                            : "has DT_RELR, which its loader passes over");
  }
}

void judge_libc(const Distribution& system,
                const Requirement& requirement,
                Judgement& judgement)
{
  const bool musl = requirement.libc == Libc::musl;
  judgement.compare(Obstacle::libc, musl ? "musl" : "glibc", requirement.libc_version,
                    system.libc_version, system.at_least);
  judge_markers(system, requirement, judgement);
  judge_relocations(system, requirement, judgement);
  if (requirement.private_symbols) {
    judgement.doubt(Obstacle::private_symbol,
                    "needs GLIBC_PRIVATE symbols, made for one build of glibc");
  }
}

/// GCC_11.0 is a node of 64-bit Arm alone and came with GCC 11, whose libstdc++ is
/// 3.4.29; the table's libgcc is that of x86-64, where GCC 11 added none.
void judge_libgcc(const Distribution& system,
                  const Requirement& requirement,
                  const std::string& architecture,
                  Judgement& judgement)
{
  const Version outline_atomics{11, 0};
  if (architecture == "aarch64" && requirement.libgcc == outline_atomics) {
    if (system.libstdcxx.empty()) {
      judgement.doubt(Obstacle::libgcc, "needs libgcc 11.0; not known what it has");
    } else if (system.libstdcxx < Version{3, 4, 29}) {
      judgement.refuse(Obstacle::libgcc, "needs libgcc 11.0, has that of an older GCC");
    }
    return;
  }
  judgement.compare(Obstacle::libgcc, "libgcc", requirement.libgcc, system.libgcc,
                    system.at_least);
}

void judge_kernel(const Distribution& system,
                  const Requirement& requirement,
                  Judgement& judgement)
{
  auto asked = requirement.kernel;
  const bool insists = requirement.is_library && system.libc == Libc::glibc &&
                       system.libc_version < Version{2, 36};
  const bool alone = requirement.is_static && !requirement.is_library;
  if (insists || alone) { // a static glibc holds to what it notes
    asked = std::max(asked, requirement.kernel_note);
  }
  judgement.compare(Obstacle::kernel, "kernel", asked, system.kernel,
                    system.at_least || system.kernel_at_least);
}

std::string level_name(const std::string& architecture, unsigned level)
{
  if (architecture != k_x86) {
    return fmt::format("POWER{}", level);
  }
  return level == 1 ? "x86-64" : fmt::format("x86-64-v{}", level);
}

void judge_cpu(const Distribution& system,
               const Requirement& requirement,
               const std::string& architecture,
               Judgement& judgement)
{
  const auto asked = requirement.cpu_level;
  if (asked == 0 || (architecture == k_x86 && asked == 1)) {
    return;
  }
  const auto found = system.cpu_level.find(architecture);
  if (found == system.cpu_level.end()) {
    judgement.doubt(Obstacle::cpu, fmt::format("needs {}; not known where it starts",
                                               level_name(architecture, asked)));
  } else if (found->second < asked) {
    judgement.refuse(Obstacle::cpu, fmt::format("needs {}, starts at {}",
                                                level_name(architecture, asked),
                                                level_name(architecture, found->second)));
  }
}

constexpr std::array<std::string_view, 12> k_obstacles{
    "none",        "architecture",   "libc-kind", "loader", "libc",   "abi-marker",
    "relocations", "private-symbol", "libstdcxx", "libgcc", "kernel", "cpu"};
constexpr std::array<std::string_view, 3> k_answers{"loads", "refuses", "unknown"};

} // namespace

std::string_view obstacle_name(Obstacle obstacle)
{
  return k_obstacles.at(static_cast<std::size_t>(obstacle));
}

std::string_view answer_name(Answer answer)
{
  return k_answers.at(static_cast<std::size_t>(answer));
}

Verdict verdict_of(const Distribution& system, const Requirement& requirement)
{
  Judgement judgement;
  const auto architecture = architecture_of(requirement);
  judge_architecture(system, architecture, judgement);
  if (!requirement.is_static) {
    judge_loader(system, requirement, judgement); // another libc is refused here
    judge_libc(system, requirement, judgement);
    judgement.compare(Obstacle::libstdcxx, "libstdc++", requirement.libstdcxx,
                      system.libstdcxx, system.at_least);
    judge_libgcc(system, requirement, architecture, judgement);
  }
  judge_kernel(system, requirement, judgement);
  judge_cpu(system, requirement, architecture, judgement);
  return judgement.verdict();
}

} // namespace crossroot::catalog
