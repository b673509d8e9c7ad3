// SPDX-License-Identifier: Apache-2.0
#include "verify/runs_on.hpp"

#include "base/printable.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace crossroot::verify {

namespace {

using catalog::Answer;
using catalog::Obstacle;

std::string lower(std::string text)
{
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char letter) {
    return static_cast<char>(std::tolower(letter));
  });
  return text;
}

Result<void> check_names(const std::vector<catalog::Distribution>& table,
                         const std::vector<std::string>& names)
{
  std::vector<std::string> known;
  for (const auto& system : table) {
    known.push_back(system.name());
  }
  for (const auto& name : names) {
    if (std::none_of(known.begin(), known.end(),
                     [&](const auto& one) { return lower(one) == lower(name); })) {
      const auto near = nearest(name, known);
      return Error(ErrorKind::usage, "usage",
                   fmt::format("no distribution \"{}\" is known", printable(name)))
          .hint(near ? fmt::format("did you mean \"{}\"?", *near)
                     : "crossroot runs-on FILE lists all");
    }
  }
  return {};
}

const Version& shipped_of(const catalog::Distribution& system, NodeDemand::Family family)
{
  switch (family) {
  case NodeDemand::Family::libstdcxx: return system.libstdcxx;
  case NodeDemand::Family::libgcc: return system.libgcc;
  case NodeDemand::Family::libc: break;
  }
  return system.libc_version;
}

bool beyond_mending(Obstacle obstacle)
{
  return obstacle == Obstacle::architecture || obstacle == Obstacle::libc_kind ||
         obstacle == Obstacle::loader;
}

Obstruction obstruction_of(const catalog::Distribution& system, const FileReach& file)
{
  Obstruction found;
  found.systems.push_back(system.name());
  const auto& nodes = file.demand.nodes;
  auto without = file.demand.requirement;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const auto& shipped = shipped_of(system, nodes[i].family);
    if (!nodes[i].version.empty() && !shipped.empty() && shipped < nodes[i].version) {
      found.nodes.push_back(i);
    }
  }
  // Without its nodes the file shows what else there is.
  without.libc_version = without.libstdcxx = without.libgcc = {};
  const auto rest = verdict_of(system, without);
  if (rest.answer == Answer::refuses) {
    found.reasons.push_back(rest.reason);
  }
  return found;
}

} // namespace

std::string_view outcome_name(Proof::Outcome outcome)
{
  switch (outcome) {
  case Proof::Outcome::loads: return "loads";
  case Proof::Outcome::refuses: return "refuses";
  case Proof::Outcome::partly: return "partly";
  case Proof::Outcome::skipped: break;
  }
  return "skipped";
}

std::string difference_of(const Proof& proof)
{
  if (proof.outcome == Proof::Outcome::skipped || !proof.expected) {
    return "";
  }
  const auto& expected = *proof.expected;
  const bool loads = proof.outcome != Proof::Outcome::refuses;
  const bool beyond_loading = expected.obstacle == Obstacle::kernel ||
                              expected.obstacle == Obstacle::cpu ||
                              expected.obstacle == Obstacle::relocations;
  if (loads && beyond_loading) {
    return "";
  }
  if (expected.answer == Answer::unknown) {
    return fmt::format("the table does not know; it {}", loads ? "loads" : "is refused");
  }
  if (loads && expected.answer == Answer::refuses) {
    return fmt::format("the table refuses ({}), yet it loads", expected.reason);
  }
  if (!loads && expected.answer == Answer::loads) {
    return "the table lets it load, yet it is refused";
  }
  return "";
}

bool RunsOn::all_load() const
{
  return std::all_of(files.begin(), files.end(), [](const auto& file) {
    return file.demand.problem.empty() &&
           std::all_of(
               file.verdicts.begin(), file.verdicts.end(),
               [](const auto& verdict) { return verdict.answer == Answer::loads; }) &&
           std::none_of(file.proofs.begin(), file.proofs.end(), [](const auto& proof) {
             return proof.outcome == Proof::Outcome::refuses;
           });
  });
}

Result<RunsOn> choose_systems(const std::vector<catalog::Distribution>& table,
                              const std::vector<std::string>& names,
                              Life life,
                              const TomlDate& as_of)
{
  CROSSROOT_CHECK(check_names(table, names));
  RunsOn reach;
  reach.as_of = as_of;
  for (const auto& system : table) {
    const bool named = std::any_of(names.begin(), names.end(), [&](const auto& name) {
      return lower(name) == lower(system.name());
    });
    if (!names.empty() && !named) {
      continue;
    }
    if (life == Life::supported && !named && system.dead(as_of)) {
      ++reach.left_out;
      continue;
    }
    reach.systems.push_back(system);
  }
  return reach;
}

void add_file(RunsOn& reach, FileDemand demand)
{
  FileReach file;
  if (demand.problem.empty()) {
    for (const auto& system : reach.systems) {
      file.verdicts.push_back(catalog::verdict_of(system, demand.requirement));
    }
  }
  file.demand = std::move(demand);
  reach.files.push_back(std::move(file));
}

std::vector<Obstruction> obstructions_of(const RunsOn& reach, const FileReach& file)
{
  std::vector<Obstruction> all;
  for (std::size_t i = 0; i < file.verdicts.size(); ++i) {
    const auto& verdict = file.verdicts[i];
    if (verdict.answer != Answer::refuses || beyond_mending(verdict.obstacle)) {
      continue;
    }
    auto found = obstruction_of(reach.systems[i], file);
    const auto same = std::find_if(all.begin(), all.end(), [&](const auto& one) {
      return one.nodes == found.nodes && one.reasons == found.reasons;
    });
    if (same != all.end()) {
      same->systems.push_back(found.systems.front());
    } else {
      all.push_back(std::move(found));
    }
  }
  // The fewer nodes there are to lose, the nearer is the system.
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return a.nodes.size() < b.nodes.size();
  });
  return all;
}

std::string support_words(const catalog::Distribution& system, const TomlDate& as_of)
{
  if (!system.end_of_support) {
    return "rolling";
  }
  if (as_of <= *system.end_of_support) {
    return "until " + system.end_of_support->render();
  }
  const auto last = *system.last_day();
  return (as_of <= last ? "long-term until " : "ended ") + last.render();
}

} // namespace crossroot::verify
