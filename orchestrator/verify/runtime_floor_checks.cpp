// SPDX-License-Identifier: Apache-2.0
// libstdc++ and libgcc number their nodes apart from glibc, in three families: GLIBCXX
// and CXXABI of libstdc++.so.6, GCC of libgcc_s.so.1. Each is judged in its library
// alone, because others use the same prefixes. Some nodes are words (CXXABI_TM_1,
// CXXABI_FLOAT128, GLIBCXX_LDBL_3.4): a number says nothing of them, so they pass only if
// the table of the CPU's real libraries has them.
#include "base/text.hpp"
#include "catalog/libstdcxx.hpp"
#include "catalog/symbols.hpp"
#include "verify/checks.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::verify {

namespace {

struct Runtime {
  std::string_view check, library, prefix, key;
  Version Floor::*asked;
  Version catalog::Distribution::*shipped;
};

} // namespace

Version oldest_beside(const Version& libc, Version catalog::Distribution::*member)
{
  Version oldest;
  for (const auto& system : catalog::distributions()) {
    const auto& shipped = system.*member;
    if (system.libc == Libc::glibc && system.libc_version >= libc && !shipped.empty() &&
        (oldest.empty() || shipped < oldest)) {
      oldest = shipped;
    }
  }
  return oldest;
}

namespace {

/// Nodes of the library that are no numbers of its families and that no release has. The
/// table covers no system with musl, whose loader asks for no node.
std::vector<std::string> unknown_words(const Subject& subject, const Runtime& runtime)
{
  std::vector<std::string> unknown;
  if (!subject.triplet) {
    return unknown;
  }
  for (const auto& need : subject.file.version_needs) {
    for (const auto& version : need.versions) {
      const auto underscore = version.name.find('_');
      const auto prefix =
          std::string_view(version.name)
              .substr(0, underscore == std::string::npos ? 0 : underscore + 1);
      if (need.library == runtime.library && !version.weak() &&
          !elf::version_number(version.name, prefix) &&
          catalog::node_known(catalog::Runtime::gcc, *subject.triplet, need.library,
                              version.name) == catalog::Presence::absent) {
        unknown.push_back(version.name + ": not known to this program");
      }
    }
  }
  std::sort(unknown.begin(), unknown.end());
  return unknown;
}

/// The same floor told by the other family: of the runtime, as a GLIBCXX.
void judge_cxxabi(Subject& subject, const Runtime& runtime, Finding& finding)
{
  const auto wanted = [&](std::string_view name) { return name == runtime.library; };
  const auto demand = demand_of(subject.file, "CXXABI_", wanted);
  const auto& floor = subject.expectations.floor;
  const bool derived = floor.libstdcxx.empty();
  if (demand.highest.empty() || finding.status != Status::pass ||
      (derived && (floor.libc.empty() || subject.musl()))) {
    return;
  }
  const auto limit =
      derived ? oldest_beside(floor.libc, runtime.shipped) : floor.libstdcxx;
  const auto beside = catalog::glibcxx_beside(demand.highest);
  if (beside && *beside <= limit) {
    return;
  }
  const auto found = "CXXABI " + demand.highest.render();
  finding = fail(runtime.check, "at most that of GLIBCXX " + limit.render(), found);
  explain_floor(subject, "CXXABI_", {1, 3}, wanted, finding);
  finding.remedy = "runtime = \"static\" in [cc]" +
                   (beside ? fmt::format(", or floor.libstdcxx = \"{}\" in the target",
                                         beside->render())
                           : std::string());
}

Finding judge_numbers(Subject& subject, const Runtime& runtime)
{
  const auto wanted = [&](std::string_view name) { return name == runtime.library; };
  const auto demand = demand_of(subject.file, runtime.prefix, wanted);
  if (demand.highest.empty()) {
    return pass(runtime.check, "no version, or one within the floor", "none");
  }
  const auto& floor = subject.expectations.floor;
  auto limit = floor.*runtime.asked;
  const bool derived = limit.empty();
  const auto found = demand.highest.render();
  if (derived && (floor.libc.empty() || subject.musl())) {
    return skip(runtime.check, "no floor given; the file asks for " + found);
  }
  if (derived) {
    limit = oldest_beside(floor.libc, runtime.shipped);
  }
  const auto expected =
      fmt::format("at most {}{}", limit.render(),
                  derived ? ", the oldest beside glibc " + floor.libc.render() : "");
  if (demand.highest <= limit) {
    return pass(runtime.check, expected, found);
  }
  auto finding = fail(runtime.check, expected, found);
  explain_floor(subject, runtime.prefix, limit, wanted, finding);
  finding.remedy =
      fmt::format("runtime = \"static\" in [cc], or floor.{} = \"{}\" in the "
                  "target",
                  runtime.key, found);
  return finding;
}

Finding judge_runtime(Subject& subject, const Runtime& runtime)
{
  auto finding = judge_numbers(subject, runtime);
  if (runtime.prefix == "GLIBCXX_") {
    judge_cxxabi(subject, runtime, finding);
  }
  auto unknown = unknown_words(subject, runtime);
  if (unknown.empty() || finding.status == Status::fail) {
    return finding;
  }
  auto words = fail(runtime.check, "nodes that a release has",
                    counted(unknown.size(), "node") + " unknown");
  words.status = Status::unknown;
  words.evidence = std::move(unknown);
  words.remedy = "link the runtime of a released gcc";
  return words;
}

} // namespace

Finding check_libstdcxx_floor(Subject& subject)
{
  return judge_runtime(subject,
                       {"libstdcxx-floor", "libstdc++.so.6", "GLIBCXX_", "libstdcxx",
                        &Floor::libstdcxx, &catalog::Distribution::libstdcxx});
}

Finding check_libgcc_floor(Subject& subject)
{
  return judge_runtime(subject, {"libgcc-floor", "libgcc_s.so.1", "GCC_", "libgcc",
                                 &Floor::libgcc, &catalog::Distribution::libgcc});
}

} // namespace crossroot::verify
