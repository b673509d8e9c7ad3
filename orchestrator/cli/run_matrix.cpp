// SPDX-License-Identifier: Apache-2.0
// "Runs on RHEL 7" as an experiment: the distribution's libraries are its packages, its
// kernel is the host's with the younger system calls taken away. What this cannot show is
// the old kernel's own behaviour in calls that it has; the table's heading says so by its
// words.
#include "cli/run_matrix.hpp"

#include "base/text.hpp"
#include "catalog/distributions.hpp"
#include "runtime/older_kernel.hpp"

#include <fmt/format.h>

#include <optional>
#include <set>

namespace crossroot::cli {

namespace {

constexpr std::chrono::seconds k_patience{60};

std::string column_name(const Version& kernel)
{
  return kernel.empty() ? "host's " + runtime::host_kernel().render() : kernel.render();
}

std::string cell_of(const sandbox::SandboxOutcome& outcome)
{
  using Ending = sandbox::SandboxOutcome::Ending;
  switch (outcome.ending) {
  case Ending::exited:
    return outcome.code == 0 ? "ok" : fmt::format("exit {}", outcome.code);
  case Ending::signalled: return fmt::format("signal {}", outcome.code);
  case Ending::timed_out: return "hangs";
  case Ending::log_limit: return "floods";
  case Ending::cancelled: break;
  }
  return "stopped";
}

/// The last line that it wrote, where a reason most often is.
std::string last_words(const sandbox::SandboxOutcome& outcome)
{
  const auto text = trim(trim(outcome.err).empty() ? outcome.out : outcome.err);
  const auto line = text.rfind('\n');
  return std::string(line == std::string_view::npos ? text : text.substr(line + 1));
}

/// The rows of the table and the reasons for what is not "ok" in it.
struct Findings {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::vector<std::string>> reasons;
  bool any_ran = false;
  bool any_failed = false;
};

Result<void> try_system(Workspace& workspace,
                        const runtime::RuntimeSpec& wanted,
                        const std::string& system,
                        const std::vector<Version>& kernels,
                        Findings& findings)
{
  CROSSROOT_TRY(auto* const sandbox, workspace.sandbox());
  std::vector<std::string> row{system};
  for (const auto& kernel : kernels) {
    auto spec = wanted;
    spec.kernel = kernel;
    CROSSROOT_TRY(const auto outcome,
                  runtime::run_in_root(*sandbox, spec, workspace.session().cancel));
    if (outcome.program.ending == sandbox::SandboxOutcome::Ending::cancelled) {
      return Error(ErrorKind::interrupted, "interrupted", "interrupted");
    }
    row.push_back(cell_of(outcome.program));
    findings.any_ran = true;
    if (!outcome.program.succeeded()) {
      findings.any_failed = true;
      findings.reasons.push_back({"  " + system + ",",
                                  "Linux " + column_name(kernel) + ":", row.back() + ":",
                                  last_words(outcome.program)});
    }
  }
  findings.rows.push_back(std::move(row));
  return {};
}

} // namespace

std::vector<Version> kernels_to_try()
{
  std::set<Version> kernels;
  const auto own = runtime::host_kernel();
  for (const auto& row : catalog::distributions()) {
    if (!row.kernel.empty() && row.kernel < own) {
      kernels.insert(row.kernel);
    }
  }
  std::vector<Version> all(kernels.begin(), kernels.end());
  all.emplace_back(); // the host's
  return all;
}

Result<int> run_matrix(Workspace& workspace,
                       const Project& project,
                       const std::string& target,
                       const TargetProgram& program,
                       const RunMatrix& matrix)
{
  const Triplet& triplet = project.recipe.find_target(target)->triplet;
  Findings findings;
  std::vector<std::string> heads{"SYSTEM \\ LINUX"};
  std::optional<Error> skipped;
  for (const auto& kernel : matrix.kernels) {
    heads.push_back(column_name(kernel));
  }
  findings.rows.push_back(std::move(heads));
  for (const auto* const system : matrix.systems) {
    const auto root = system_root(workspace, *system, triplet);
    if (!root) {
      findings.rows.push_back({system->name, "skipped"});
      findings.reasons.push_back({"  " + system->name + ":", root.error().message()});
      skipped = root.error();
      continue;
    }
    const runtime::RuntimeSpec wanted{.root = root->tree,
                                      .triplet = triplet,
                                      .programs = program.programs,
                                      .argv = program.argv,
                                      .wall_limit = k_patience};
    const auto libc = triplet.libc() == Libc::musl ? "musl" : "glibc";
    CROSSROOT_CHECK(try_system(
        workspace, wanted, fmt::format("{}, {} {}", system->name, libc, root->version),
        matrix.kernels, findings));
  }
  if (!findings.any_ran && skipped) {
    return *std::move(skipped);
  }
  auto text = render_table(findings.rows);
  if (!findings.reasons.empty()) {
    text += "\n" + render_table(findings.reasons);
  }
  workspace.session().printer.answer(text);
  return findings.any_failed ? exit_code_of(ErrorKind::verify) : 0;
}

} // namespace crossroot::cli
