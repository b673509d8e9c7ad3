// SPDX-License-Identifier: Apache-2.0
// A policy says how new a file's demands may be, as a floor does, but it is no floor: the
// build follows the target's floor alone, so that a policy recompiles nothing. Here both
// meet. The lower of the two holds; where the policy's is lower, the finding names it and
// its remedy is to lower the floor, since raising one changes nothing.
#include "verify/ceilings.hpp"

#include "base/text.hpp"
#include "target/cpu_level.hpp"
#include "verify/subject.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::verify {

namespace {

struct Bound {
  Version version;
  std::string policy;
};

Bound lowest(const std::vector<CeilingRule>& rules,
             std::string_view triplet,
             Version Ceiling::*member)
{
  Bound bound;
  for (const auto& rule : rules) {
    const auto ceiling = rule.at(triplet);
    if (!(ceiling.*member).empty() &&
        (bound.version.empty() || ceiling.*member < bound.version)) {
      bound = {ceiling.*member, rule.policy};
    }
  }
  return bound;
}

/// Puts the bound into the floor if it is the lower, and remembers whose it is.
void lower(const Bound& bound,
           const std::vector<std::string>& checks,
           Version& floor,
           Expectations& out)
{
  if (bound.version.empty() || (!floor.empty() && floor <= bound.version)) {
    return;
  }
  floor = bound.version;
  for (const auto& check : checks) {
    out.by_policy[check] = bound.policy;
  }
}

/// What a floor in libc alone promises of gcc's runtime must not be raised by a policy.
void lower_runtime(const Bound& bound,
                   const std::string& check,
                   const Version& libc,
                   Version catalog::Distribution::*shipped,
                   Version& floor,
                   Expectations& out)
{
  if (bound.version.empty()) {
    return;
  }
  if (floor.empty() && !libc.empty()) {
    floor = oldest_beside(libc, shipped);
  }
  lower(bound, {check}, floor, out);
}

/// The newest node that each library may be asked for.
void lower_nodes(std::string_view triplet, Expectations& out)
{
  for (const auto& rule : out.abi.ceilings) {
    for (const auto& [library, node] : rule.at(triplet).nodes) {
      const auto [place, fresh] = out.newest_nodes.emplace(library, node);
      if (!fresh && node.version < place->second.version) {
        place->second = node;
      }
    }
  }
}

/// The oldest CPU of all ceilings, if it is older than what is expected so far.
void lower_level(const TripletFacts& facts, Expectations& out)
{
  const auto variable = facts.go_variable;
  if (out.triplet && out.cpu_level.empty()) {
    out.cpu_level = facts.go_level;
  }
  for (const auto& rule : out.abi.ceilings) {
    const auto level = rule.at(facts.name).cpu_level;
    if (!level.empty() &&
        (out.cpu_level.empty() ||
         cpu_level_rank(variable, level) < cpu_level_rank(variable, out.cpu_level))) {
      out.cpu_level = level;
      out.by_policy["isa-level"] = rule.policy;
    }
  }
}

/// A policy with versions of one libc alone is about files for that libc.
std::optional<Libc> libc_of(const Bound& glibc, const Bound& musl)
{
  if (glibc.version.empty() == musl.version.empty()) {
    return std::nullopt;
  }
  return glibc.version.empty() ? Libc::musl : Libc::glibc;
}

std::string remedy_of(const Finding& finding, const Expectations& expectations)
{
  const auto& floor = expectations.floor;
  if (finding.check == "glibc-floor" || finding.check == "musl-floor") {
    return fmt::format("floor.{} = \"{}\" in the target",
                       finding.check.substr(0, finding.check.find('-')),
                       floor.libc.render());
  }
  if (finding.check == "libstdcxx-floor" || finding.check == "libgcc-floor") {
    return "runtime = \"static\" in [cc]";
  }
  return finding.check == "kernel-floor" ? "an older sdk in [go]" : "";
}

} // namespace

std::optional<Expectations> under_ceilings(const Expectations& expectations,
                                           const std::optional<Triplet>& triplet)
{
  const auto& abi = expectations.abi;
  if (abi.ceilings.empty() && !abi.is_static.value_or(false)) {
    return std::nullopt;
  }
  auto out = expectations;
  if (abi.is_static.value_or(false)) {
    out.libc_link = "static";
  }
  const std::string_view name = triplet ? triplet->facts().name : std::string_view();
  const auto libc = triplet ? triplet->libc() : Libc::glibc;
  const auto glibc = lowest(abi.ceilings, name, &Ceiling::glibc);
  const auto musl = lowest(abi.ceilings, name, &Ceiling::musl);
  out.only_libc = libc_of(glibc, musl);
  const auto own_libc = libc == Libc::glibc ? out.floor.libc : Version();
  const bool for_musl = libc == Libc::musl;
  lower(for_musl ? musl : glibc, {for_musl ? "musl-floor" : "glibc-floor"},
        out.floor.libc, out);
  lower_runtime(lowest(abi.ceilings, name, &Ceiling::libstdcxx), "libstdcxx-floor",
                own_libc, &catalog::Distribution::libstdcxx, out.floor.libstdcxx, out);
  lower_runtime(lowest(abi.ceilings, name, &Ceiling::libgcc), "libgcc-floor", own_libc,
                &catalog::Distribution::libgcc, out.floor.libgcc, out);
  lower(lowest(abi.ceilings, name, &Ceiling::kernel), {"kernel-floor", "kernel-note"},
        out.floor.kernel, out);
  lower_nodes(name, out);
  if (triplet) {
    lower_level(triplet->facts(), out);
  }
  return out;
}

void name_policy(const Expectations& expectations, Finding& finding)
{
  const auto by = expectations.by_policy.find(finding.check);
  if (by == expectations.by_policy.end() || finding.status != Status::fail) {
    return;
  }
  finding.expected += ", by policy " + by->second;
  if (auto remedy = remedy_of(finding, expectations); !remedy.empty()) {
    finding.remedy = std::move(remedy);
  }
}

void apply_waivers(const Expectations& expectations, Finding& finding)
{
  if (finding.status != Status::fail && finding.status != Status::unknown) {
    return;
  }
  std::string ended;
  for (const auto& waiver : expectations.abi.waive) {
    if (waiver.check != finding.check) {
      continue;
    }
    const auto why =
        waiver.reason + (waiver.owner.empty() ? "" : " (" + waiver.owner + ")");
    if (expectations.as_of <= waiver.until) {
      finding.status = Status::waived;
      finding.waiver = "until " + waiver.until.render() + ": " + why;
      return;
    }
    ended = fmt::format("ended {}, judged as of {}: {}", waiver.until.render(),
                        expectations.as_of.render(), why);
  }
  finding.waiver = std::move(ended);
}

void StaleWaivers::add(const Report& report)
{
  for (const auto& finding : report.findings) {
    if (finding.status == Status::waived || !finding.waiver.empty()) {
      std::erase_if(waivers_,
                    [&](const auto& waiver) { return waiver.check == finding.check; });
    }
  }
}

std::vector<std::string> StaleWaivers::lines() const
{
  std::vector<std::string> lines;
  for (const auto& waiver : waivers_) {
    lines.push_back(fmt::format("the waiver of {} until {} waives nothing: {}",
                                waiver.check, waiver.until.render(), waiver.reason));
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

} // namespace crossroot::verify
