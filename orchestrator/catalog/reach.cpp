// SPDX-License-Identifier: Apache-2.0
#include "catalog/distributions.hpp"

namespace crossroot::catalog {

namespace {

enum class Answer : std::uint8_t { loads, refuses, unknown };

bool lacks(const Version& asked, const Version& shipped)
{
  return !asked.empty() && !shipped.empty() && shipped < asked;
}

Answer answer_of(const Distribution& system, const Requirement& requirement)
{
  if (lacks(requirement.libc_version, system.libc_version) ||
      lacks(requirement.libstdcxx, system.libstdcxx) ||
      lacks(requirement.libgcc, system.libgcc)) {
    return Answer::refuses;
  }
  const bool unknown = (!requirement.libstdcxx.empty() && system.libstdcxx.empty()) ||
                       (!requirement.libgcc.empty() && system.libgcc.empty());
  return unknown ? Answer::unknown : Answer::loads;
}

/// Adds the words for one family: a run of refusing releases from the oldest on, and the
/// first release from which all later ones load.
void add_family(const std::vector<const Distribution*>& releases,
                const std::vector<Answer>& answers,
                Reach& reach)
{
  const auto& family = releases.front()->family;
  std::size_t first_loading = answers.size();
  while (first_loading > 0 && answers[first_loading - 1] == Answer::loads) {
    --first_loading;
  }
  if (first_loading < answers.size()) {
    reach.loads_on.push_back(family + " " + releases[first_loading]->release + "+");
  }
  const Distribution* first_refusing = nullptr;
  const Distribution* last_refusing = nullptr;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (answers[i] == Answer::refuses) {
      first_refusing = first_refusing == nullptr ? releases[i] : first_refusing;
      last_refusing = releases[i];
    }
  }
  if (first_refusing != nullptr) {
    auto words = family + " " + first_refusing->release;
    if (last_refusing != first_refusing) {
      words += "–" + last_refusing->release;
    }
    reach.refused_by.push_back(std::move(words));
  }
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
    if (system.libc != requirement.libc) {
      continue;
    }
    if (!releases.empty() && releases.back()->family != system.family) {
      close_family();
    }
    releases.push_back(&system);
    answers.push_back(answer_of(system, requirement));
  }
  close_family();
  return reach;
}

Reach reach_of(const Requirement& requirement)
{
  return reach_of(requirement, distributions());
}

} // namespace crossroot::catalog
