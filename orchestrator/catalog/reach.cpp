// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "catalog/distributions.hpp"

namespace crossroot::catalog {

namespace {

/// "7", "7–8", "7+" for a run that reaches the newest release.
std::string words_of(const Distribution& first, const Distribution& last, bool open)
{
  if (open) {
    return first.release + "+";
  }
  return &first == &last ? first.release : first.release + "–" + last.release;
}

/// All releases with one answer, as runs: "RHEL 7–8, 10". "" if there is none. Only what
/// loads is promised of releases to come.
std::string runs_of(const std::vector<const Distribution*>& releases,
                    const std::vector<Answer>& answers,
                    Answer wanted)
{
  std::vector<std::string> runs;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (answers[i] != wanted) {
      continue;
    }
    const std::size_t first = i;
    while (i + 1 < answers.size() && answers[i + 1] == wanted) {
      ++i;
    }
    const bool open = wanted == Answer::loads && i + 1 == answers.size();
    runs.push_back(words_of(*releases[first], *releases[i], open));
  }
  const auto& family = *releases.front();
  if (runs.empty()) {
    return "";
  }
  return family.release == "rolling" ? family.family
                                     : family.family + " " + join(runs, ", ");
}

void add_family(const std::vector<const Distribution*>& releases,
                const std::vector<Answer>& answers,
                Reach& reach)
{
  const auto add = [&](Answer wanted, std::vector<std::string>& to) {
    if (auto words = runs_of(releases, answers, wanted); !words.empty()) {
      to.push_back(std::move(words));
    }
  };
  add(Answer::loads, reach.loads_on);
  add(Answer::refuses, reach.refused_by);
}

} // namespace

Reach reach_of(const Requirement& requirement, const std::vector<Distribution>& table)
{
  Reach reach;
  std::vector<const Distribution*> releases;
  std::vector<Answer> answers;
  const auto close_family = [&] {
    if (!releases.empty()) {
      add_family(releases, answers, reach);
    }
    releases.clear();
    answers.clear();
  };
  for (const auto& system : table) {
    const auto verdict = verdict_of(system, requirement);
    if (verdict.obstacle == Obstacle::architecture ||
        verdict.obstacle == Obstacle::libc_kind) {
      continue;
    }
    if (!releases.empty() && releases.back()->family != system.family) {
      close_family();
    }
    releases.push_back(&system);
    answers.push_back(verdict.answer);
  }
  close_family();
  return reach;
}

Reach reach_of(const Requirement& requirement)
{
  return reach_of(requirement, distributions());
}

} // namespace crossroot::catalog
