// SPDX-License-Identifier: Apache-2.0
#include "cli/proof_step.hpp"

#include "runtime/proof.hpp"

#include <algorithm>
#include <map>

namespace crossroot::cli {

namespace {

using Outcome = verify::Proof::Outcome;

/// Roots by system and triplet, made when first asked for.
class Roots {
public:
  explicit Roots(const resolve::ResolveContext& context) : context_(context) {}

  const Result<runtime::ProofRoot>& find(const runtime::ProofSystem& system,
                                         const Triplet& triplet)
  {
    const auto name = system.definition + " " + triplet.render();
    auto found = made_.find(name);
    if (found == made_.end()) {
      auto root = runtime::make_proof_root(system, triplet, context_);
      // That a system has no such CPU is an answer; that it cannot be had is none.
      if (!root && !first_error_ && root.error().id() != "proof-system") {
        first_error_ = root.error();
      }
      any_ = any_ || root;
      found = made_.emplace(name, std::move(root)).first;
    }
    return found->second;
  }
  /// Why there is no proof at all; nothing if there is one, or none was asked for.
  const Error* total_failure() const
  {
    return any_ || !first_error_ ? nullptr : &*first_error_;
  }

private:
  const resolve::ResolveContext& context_;
  std::map<std::string, Result<runtime::ProofRoot>> made_;
  std::optional<Error> first_error_;
  bool any_ = false;
};

/// What the table was asked about, and what has no row unless rows were named.
bool asked_about(const runtime::ProofSystem& system,
                 const verify::RunsOn& reach,
                 const Invocation& invocation)
{
  const auto is_it = [&](const auto& row) { return row.name() == system.name; };
  const auto& table = catalog::distributions();
  if (std::none_of(table.begin(), table.end(), is_it)) {
    return !invocation.has("--on");
  }
  return std::any_of(reach.systems.begin(), reach.systems.end(), is_it);
}

Outcome outcome_of(runtime::LoadOutcome::Result result)
{
  switch (result) {
  case runtime::LoadOutcome::Result::loads: return Outcome::loads;
  case runtime::LoadOutcome::Result::refuses: return Outcome::refuses;
  case runtime::LoadOutcome::Result::partly: break;
  }
  return Outcome::partly;
}

/// The table's word on a system, nothing without a row.
std::optional<catalog::Verdict> expected_of(const std::string& system,
                                            const catalog::Requirement& requirement)
{
  for (const auto& row : catalog::distributions()) {
    if (row.name() == system && row.libc == requirement.libc) {
      return catalog::verdict_of(row, requirement);
    }
  }
  return std::nullopt;
}

/// No row is Debian with musl, but the rules say what that release of musl takes.
std::optional<catalog::Verdict> expected_of_musl(const std::string& package_version,
                                                 const catalog::Requirement& requirement)
{
  const auto release =
      Version::parse(package_version.substr(0, package_version.find('-')));
  if (!release || !requirement.triplet) {
    return std::nullopt;
  }
  catalog::Distribution system;
  system.libc = Libc::musl;
  system.libc_version = *release;
  auto asked = requirement;
  asked.kernel = asked.kernel_note = {}; // this host's, as the CPU is
  asked.cpu_level = 0;
  asked.libstdcxx = asked.libgcc = {}; // musl looks at no version
  const auto name = requirement.triplet->render();
  system.architectures = {name.substr(0, name.find('-'))};
  return catalog::verdict_of(system, asked);
}

std::string reason_of(const Error& error)
{
  return error.notes().empty() ? error.message()
                               : error.message() + "; " + error.notes().front().text;
}

Result<verify::Proof> prove_one(const runtime::ProofSystem& system,
                                const verify::FileDemand& demand,
                                Roots& roots,
                                const resolve::ResolveContext& context)
{
  const auto& requirement = demand.requirement;
  verify::Proof proof{.system = system.name,
                      .expected = expected_of(system.name, requirement)};
  if (requirement.is_static) {
    proof.reason = "it asks for no library: there is nothing to load";
    return proof;
  }
  const auto& triplet = *requirement.triplet;
  if (!runtime::runs_natively(triplet)) {
    if (const auto emulator = runtime::find_emulator(triplet); !emulator) {
      proof.reason = reason_of(emulator.error());
      return proof;
    }
  }
  const auto& root = roots.find(system, triplet);
  if (!root) {
    if (root.error().kind() == ErrorKind::interrupted) {
      return root.error();
    }
    proof.reason = reason_of(root.error());
    return proof;
  }
  const bool musl = triplet.libc() == Libc::musl;
  proof.system += (musl ? ", musl " : ", glibc ") + root->version;
  if (musl) {
    proof.expected = expected_of_musl(root->version, requirement);
  }
  CROSSROOT_TRY(const auto load,
                runtime::load_in_root(context.sandbox, context.store, *root, triplet,
                                      demand.path, requirement.interpreter,
                                      context.cancel));
  proof.outcome = outcome_of(load.result);
  proof.reason = load.complaint;
  return proof;
}

} // namespace

Result<void>
prove(Workspace& workspace, const Invocation& invocation, verify::RunsOn& reach)
{
  const auto& systems = runtime::proof_systems();
  if (std::none_of(systems.begin(), systems.end(), [&](const auto& system) {
        return asked_about(system, reach, invocation);
      })) {
    return Error(ErrorKind::usage, "usage",
                 "--proof has none of the releases asked about")
        .note("cause", "loaders and libraries are had of Debian 11, 12, 13 and sid")
        .hint("--on \"Debian 12\", or no --on");
  }
  CROSSROOT_TRY(const auto definitions, runtime::proof_definitions());
  const auto sources = workspace.sources(nullptr);
  CROSSROOT_TRY(const auto context, workspace.resolve_context(sources, definitions));
  Roots roots(context);
  for (auto& file : reach.files) {
    if (!file.demand.problem.empty()) {
      continue;
    }
    for (const auto& system : runtime::proof_systems()) {
      if (!asked_about(system, reach, invocation)) {
        continue;
      }
      CROSSROOT_TRY(auto proof, prove_one(system, file.demand, roots, context));
      file.proofs.push_back(std::move(proof));
    }
  }
  if (const auto* const failure = roots.total_failure()) {
    return *failure;
  }
  return {};
}

} // namespace crossroot::cli
