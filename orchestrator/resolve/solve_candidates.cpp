// SPDX-License-Identifier: Apache-2.0
// A suite has 60,000 packages and a tree wants thirty. Instead of loading the suite into
// the solver, this walks from the wanted names over every alternative and provider and
// hands over what it met: some hundred packages, in a millisecond. What cannot be
// reached cannot be installed, so the answer is the same.
//
// Omitted packages count as installed: a clause that one of them (or something it
// provides) satisfies is dropped. Stand-ins with a version of their own would not do,
// since they never satisfy "= 1.2-3".
#include "resolve/rich_dependency.hpp"
#include "resolve/solve_pool.hpp"

#include <algorithm>
#include <deque>

namespace crossroot::resolve {

namespace {

class Walk {
public:
  Walk(const SolveRequest& request, bool keep_versions)
      : request_(request), keep_versions_(keep_versions),
        omit_(request.omit.begin(), request.omit.end())
  {
  }

  Result<CandidatePool> run()
  {
    for (const auto& name : request_.wanted) {
      discover(name, {});
    }
    while (!queue_.empty()) {
      const auto name = queue_.front();
      queue_.pop_front();
      for (const auto number : request_.index.named(name)) {
        CROSSROOT_CHECK(visit(number));
      }
      for (const auto number : request_.index.providing(name)) {
        discover(request_.index.stanzas()[number].name, name);
      }
    }
    return std::move(pool_);
  }

private:
  void discover(std::string_view name, std::string_view from)
  {
    if (!omit_.contains(name) && pool_.parent.emplace(name, from).second) {
      queue_.push_back(name);
    }
  }

  void discover(const Relation& relation, std::string_view from)
  {
    if (!is_rich(relation)) {
      discover(relation.name, from);
      return;
    }
    for (const auto name : names_in_rich(relation.name)) {
      discover(name, from);
    }
  }

  bool installable(const PackageStanza& stanza) const
  {
    if (stanza.arch != request_.arch && !fits_every_cpu(stanza.arch)) {
      return false;
    }
    const auto kept = request_.keep.find(std::string(stanza.name));
    if (!keep_versions_ || kept == request_.keep.end() ||
        kept->second == stanza.version) {
      return true;
    }
    const auto same = request_.index.named(stanza.name);
    return std::none_of(same.begin(), same.end(), [&](std::uint32_t other) {
      return request_.index.stanzas()[other].version == kept->second;
    });
  }

  bool omitted(const Relation& relation) const
  {
    if (!is_rich(relation)) {
      return omitted(relation.name);
    }
    const auto names = names_in_rich(relation.name);
    return std::any_of(names.begin(), names.end(),
                       [&](std::string_view name) { return omitted(name); });
  }

  bool omitted(std::string_view name) const
  {
    if (omit_.contains(name)) {
      return true;
    }
    const auto providers = request_.index.providing(name);
    return std::any_of(providers.begin(), providers.end(), [&](std::uint32_t provider) {
      return omit_.contains(request_.index.stanzas()[provider].name);
    });
  }

  Result<void> visit(std::uint32_t number)
  {
    const auto& stanza = request_.index.stanzas()[number];
    if (!installable(stanza)) {
      return {};
    }
    Candidate candidate{.stanza = number, .depends = {}};
    for (const auto field : {stanza.pre_depends, stanza.depends}) {
      CROSSROOT_TRY(auto clauses, parse_dependency(request_.index.dialect(), field));
      for (auto& clause : clauses) {
        const auto foreign = [&](const Relation& r) {
          return !r.qualifier.empty() && r.qualifier != "any" &&
                 r.qualifier != "native" && r.qualifier != request_.arch;
        };
        if (std::any_of(clause.begin(), clause.end(),
                        [&](const Relation& r) { return omitted(r); })) {
          continue;
        }
        std::erase_if(clause, foreign);
        for (const auto& relation : clause) {
          discover(relation, stanza.name);
        }
        candidate.depends.push_back(std::move(clause));
      }
    }
    pool_.candidates.push_back(std::move(candidate));
    return {};
  }

  const SolveRequest& request_;
  bool keep_versions_;
  std::set<std::string_view> omit_;
  std::deque<std::string_view> queue_;
  CandidatePool pool_;
};

} // namespace

std::string CandidatePool::path_to(std::string_view name) const
{
  std::string path(name);
  for (auto at = parent.find(name); at != parent.end() && !at->second.empty();
       at = parent.find(at->second)) {
    path = std::string(at->second) + " → " + path;
  }
  return path;
}

Result<CandidatePool> collect_candidates(const SolveRequest& request, bool keep_versions)
{
  return Walk(request, keep_versions).run();
}

} // namespace crossroot::resolve
