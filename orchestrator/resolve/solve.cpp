// SPDX-License-Identifier: Apache-2.0
#include "resolve/solve.hpp"

#include "resolve/apk_version.hpp"
#include "resolve/rich_dependency.hpp"
#include "resolve/solve_pool.hpp"

#include <algorithm>
#include <memory>

extern "C" {
// solvable.h has a field of this name, which C++20 took as a keyword.
#define requires solv_requires
#include <solv/pool.h>
#include <solv/poolarch.h>
#include <solv/queue.h>
#include <solv/repo.h>
#include <solv/solver.h>
#include <solv/transaction.h>
#undef requires
}

namespace crossroot::resolve {

namespace {

class SolvQueue {
public:
  SolvQueue() { queue_init(&queue_); }
  ~SolvQueue() { queue_free(&queue_); }
  SolvQueue(const SolvQueue&) = delete;
  SolvQueue& operator=(const SolvQueue&) = delete;
  Queue* get() { return &queue_; }
  int size() const { return queue_.count; }
  Id operator[](int i) const { return queue_.elements[i]; }

private:
  Queue queue_{};
};

template <auto free_it> struct FreeBy {
  template <class T> void operator()(T* pointer) const { free_it(pointer); }
};
using PoolPointer = std::unique_ptr<Pool, FreeBy<pool_free>>;
using SolverPointer = std::unique_ptr<Solver, FreeBy<solver_free>>;
using TransactionPointer = std::unique_ptr<Transaction, FreeBy<transaction_free>>;

class Solving {
public:
  Solving(const SolveRequest& request, const CandidatePool& candidates)
      : request_(request), candidates_(candidates), pool_(pool_create())
  {
    const bool deb = request.index.dialect() == Dialect::deb;
    pool_setdisttype(pool_.get(), deb ? DISTTYPE_DEB : DISTTYPE_RPM);
    // Alone: rpm's own policy would let i686 packages into x86_64.
    pool_setarchpolicy(pool_.get(), request.arch.c_str());
    repo_ = repo_create(pool_.get(), "index");
  }

  Result<std::vector<PackageStanza>> run()
  {
    if (request_.index.dialect() == Dialect::apk) {
      CROSSROOT_TRY(ranks_, rank_apk_versions(request_.index, candidates_));
    }
    for (const auto& candidate : candidates_.candidates) {
      CROSSROOT_CHECK(add(candidate));
    }
    pool_createwhatprovides(pool_.get());
    for (const auto& name : request_.wanted) {
      queue_push2(jobs_.get(), SOLVER_INSTALL | SOLVER_SOLVABLE_NAME, string_id(name));
    }
    const SolverPointer solver(solver_create(pool_.get()));
    solver_set_flag(solver.get(), SOLVER_FLAG_IGNORE_RECOMMENDED, 1);
    if (solver_solve(solver.get(), jobs_.get()) != 0) {
      return unsolvable(request_, candidates_, complaints_of(*solver));
    }
    const TransactionPointer transaction(solver_create_transaction(solver.get()));
    SolvQueue installed;
    transaction_installedresult(transaction.get(), installed.get());
    std::vector<PackageStanza> out;
    for (int i = 0; i < installed.size(); ++i) {
      out.push_back(request_.index.stanzas()[stanza_of_.at(installed[i])]);
    }
    std::sort(out.begin(), out.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    return out;
  }

private:
  Id string_id(std::string_view text)
  {
    return pool_strn2id(pool_.get(), text.data(), static_cast<unsigned>(text.size()), 1);
  }

  Id relation_id(const Relation& relation)
  {
    if (is_rich(relation)) {
      // If it is malformed, a need that nothing provides, said in its own words.
      const auto rich = parse_rich(relation.name);
      return rich ? rich_id(*rich) : string_id(relation.name);
    }
    const auto name = string_id(relation.name);
    int flags = 0;
    switch (relation.op) {
    case Relation::Op::none: return name;
    case Relation::Op::less: flags = REL_LT; break;
    case Relation::Op::less_equal: flags = REL_LT | REL_EQ; break;
    case Relation::Op::equal: flags = REL_EQ; break;
    case Relation::Op::greater_equal: flags = REL_GT | REL_EQ; break;
    case Relation::Op::greater: flags = REL_GT; break;
    case Relation::Op::like: return any_like(relation);
    }
    return pool_rel2id(pool_.get(), name, version_id(relation.version), flags, 1);
  }

  Id rich_id(const RichDependency& rich)
  {
    using Op = RichDependency::Op;
    const auto related = [this](Id left, Id right, int flags) {
      return pool_rel2id(pool_.get(), left, right, flags, 1);
    };
    if (rich.op == Op::leaf) {
      return relation_id(rich.relation);
    }
    int flags = 0;
    switch (rich.op) {
    case Op::both: flags = REL_AND; break;
    case Op::either: flags = REL_OR; break;
    case Op::with: flags = REL_WITH; break;
    case Op::without: flags = REL_WITHOUT; break;
    case Op::when: flags = REL_COND; break;
    case Op::unless: flags = REL_UNLESS; break;
    case Op::leaf: break;
    }
    // From the right, as libsolv binds them; what follows a condition is its "else".
    const bool conditional = rich.op == Op::when || rich.op == Op::unless;
    Id id = rich_id(rich.operands.back());
    for (std::size_t at = rich.operands.size() - 1; at-- > 0;) {
      id = related(rich_id(rich.operands[at]), id,
                   conditional && at == 1 ? REL_ELSE : flags);
    }
    return id;
  }

  Id version_id(std::string_view version) { return string_id(ranks_.spelled(version)); }

  /// One of all versions that begin like the relation's.
  Id any_like(const Relation& relation)
  {
    const auto name = string_id(relation.name);
    Id id = 0;
    for (const auto& version : ranks_.like(relation.version)) {
      const auto one = pool_rel2id(pool_.get(), name, string_id(version), REL_EQ, 1);
      id = id == 0 ? one : pool_rel2id(pool_.get(), one, id, REL_OR, 1);
    }
    return id != 0 ? id : string_id(relation.render());
  }

  /// libsolv binds "a | b | c" from the right.
  Id clause_id(const Clause& clause)
  {
    Id id = 0;
    for (auto at = clause.rbegin(); at != clause.rend(); ++at) {
      const auto one = relation_id(*at);
      id = id == 0 ? one : pool_rel2id(pool_.get(), one, id, REL_OR, 1);
    }
    return id;
  }

  Result<void> add(const Candidate& candidate)
  {
    const auto& stanza = request_.index.stanzas()[candidate.stanza];
    const auto id = repo_add_solvable(repo_);
    stanza_of_[id] = candidate.stanza;
    auto* solvable = pool_id2solvable(pool_.get(), id);
    solvable->name = string_id(stanza.name);
    solvable->evr = version_id(stanza.version);
    solvable->arch = string_id(stanza.arch);
    const auto self = pool_rel2id(pool_.get(), solvable->name, solvable->evr, REL_EQ, 1);
    solvable->provides = repo_addid_dep(repo_, solvable->provides, self, 0);
    const auto dialect = request_.index.dialect();
    CROSSROOT_TRY(const auto provides, parse_dependency(dialect, stanza.provides));
    for (const auto& clause : provides) {
      solvable->provides =
          repo_addid_dep(repo_, solvable->provides, clause_id(clause), 0);
    }
    for (const auto& clause : candidate.depends) {
      // An empty clause had only foreign alternatives: nothing can satisfy it.
      const auto need = clause.empty() ? string_id("(another CPU)") : clause_id(clause);
      solvable->solv_requires = repo_addid_dep(repo_, solvable->solv_requires, need, 0);
      if (clause.size() > 1) {
        // Left to itself libsolv may take any alternative; apt takes the first.
        queue_push2(jobs_.get(), SOLVER_FAVOR | SOLVER_SOLVABLE_NAME,
                    string_id(clause.front().name));
      }
    }
    for (const auto field : {stanza.conflicts, stanza.breaks}) {
      CROSSROOT_TRY(const auto against, parse_dependency(dialect, field));
      for (const auto& clause : against) {
        solvable->conflicts =
            repo_addid_dep(repo_, solvable->conflicts, clause_id(clause), 0);
      }
    }
    CROSSROOT_TRY(const auto obsoletes, parse_dependency(dialect, stanza.obsoletes));
    for (const auto& clause : obsoletes) {
      solvable->obsoletes =
          repo_addid_dep(repo_, solvable->obsoletes, clause_id(clause), 0);
    }
    return {};
  }

  Complaint complaint_of(Solver& solver, Id rule)
  {
    Id source = 0;
    Id target = 0;
    Id dependency = 0;
    const auto type = solver_ruleinfo(&solver, rule, &source, &target, &dependency);
    const auto name_of = [&](Id id) {
      const auto found = stanza_of_.find(id);
      return found == stanza_of_.end()
                 ? std::string()
                 : std::string(request_.index.stanzas()[found->second].name);
    };
    const auto render = [&](Id id) {
      return stanza_of_.contains(id)
                 ? name_of(id) + " " +
                       std::string(request_.index.stanzas()[stanza_of_.at(id)].version)
                 : std::string();
    };
    Complaint complaint{.source_name = name_of(source),
                        .source = render(source),
                        .target_name = name_of(target),
                        .target = render(target),
                        .dependency =
                            dependency != 0
                                ? ranks_.unranked(pool_dep2str(pool_.get(), dependency))
                                : ""};
    switch (type) {
    case SOLVER_RULE_PKG_NOTHING_PROVIDES_DEP:
      complaint.kind = Complaint::Kind::nothing_provides;
      break;
    case SOLVER_RULE_PKG_REQUIRES: complaint.kind = Complaint::Kind::needs; break;
    case SOLVER_RULE_PKG_CONFLICTS: complaint.kind = Complaint::Kind::conflicts; break;
    case SOLVER_RULE_PKG_SAME_NAME: complaint.kind = Complaint::Kind::two_versions; break;
    default: break;
    }
    return complaint;
  }

  std::vector<Complaint> complaints_of(Solver& solver)
  {
    std::vector<Complaint> out;
    SolvQueue rules;
    solver_findallproblemrules(&solver, 1, rules.get());
    for (int i = 0; i < rules.size(); ++i) {
      auto complaint = complaint_of(solver, rules[i]);
      if (complaint.kind != Complaint::Kind::other) {
        out.push_back(std::move(complaint));
      }
    }
    return out;
  }

  const SolveRequest& request_;
  const CandidatePool& candidates_;
  PoolPointer pool_;
  Repo* repo_ = nullptr; ///< owned by the pool
  SolvQueue jobs_;
  std::map<Id, std::uint32_t> stanza_of_;
  ApkRanks ranks_; ///< of no version but in apk's dialect
};

} // namespace

Result<std::vector<PackageStanza>> solve(const SolveRequest& request)
{
  for (const auto& name : request.wanted) {
    const auto numbers = request.index.named(name);
    const auto fits = [&](std::uint32_t number) {
      const auto arch = request.index.stanzas()[number].arch;
      return arch == request.arch || fits_every_cpu(arch);
    };
    if (std::none_of(numbers.begin(), numbers.end(), fits)) {
      return unknown_package(request, name);
    }
  }
  CROSSROOT_TRY(const auto kept, collect_candidates(request, true));
  auto solved = Solving(request, kept).run();
  if (solved || request.keep.empty()) {
    return solved;
  }
  // The old versions no longer go together with what else the index has now.
  CROSSROOT_TRY(const auto all, collect_candidates(request, false));
  return Solving(request, all).run();
}

} // namespace crossroot::resolve
