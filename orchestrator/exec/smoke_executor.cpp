// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "exec/execute.hpp"
#include "exec/sandbox_setup.hpp"

#include <fmt/format.h>

namespace crossroot::exec {
namespace {

/// Why the run is no pass; "" if it is one.
std::string objection(const sandbox::SandboxOutcome& outcome, const std::string& wanted)
{
  if (!outcome.succeeded()) {
    return ending_of(outcome);
  }
  if (outcome.out.find(wanted) == std::string::npos) {
    return fmt::format("its output lacks \"{}\"", wanted);
  }
  return "";
}

} // namespace

Json SmokeReport::to_json() const
{
  return Json::Object{
      {"passed", passed}, {"ran_in", ran_in}, {"reason", reason}, {"output", output}};
}

Result<SmokeReport> SmokeReport::from_json(const Json& json)
{
  if (json["passed"].boolean() == nullptr) {
    return Error(ErrorKind::io, "store", "a smoke report in the store is damaged");
  }
  return SmokeReport{*json["passed"].boolean(), json.text("ran_in"), json.text("reason"),
                     json.text("output")};
}

Result<Produced> execute_smoke(const ActionRun& run)
{
  if (!run.context.run_program) {
    return Error(ErrorKind::bug, "smoke", "nothing was given to run programs with");
  }
  CROSSROOT_TRY(const auto* target, run.target());
  ProgramRun program{target->triplet, run.input("root"), run.input("bin"),
                     run.context.recipe.smoke.command};
  CROSSROOT_TRY(const auto outcome, run.context.run_program(program, run.context.cancel));
  if (outcome.process.ending == sandbox::SandboxOutcome::Ending::cancelled) {
    return Error(ErrorKind::interrupted, "interrupted", "interrupted");
  }
  constexpr std::size_t k_lines = 10;
  SmokeReport report;
  report.ran_in = outcome.ran_in;
  report.reason = objection(outcome.process, run.context.recipe.smoke.stdout_contains);
  report.passed = report.reason.empty();
  report.output = join(last_lines(log_of(outcome.process), k_lines), "\n");
  CROSSROOT_TRY(auto folder, make_staging(run, "smoke"));
  CROSSROOT_CHECK(
      os::write_file(folder.path() / "smoke.json", report.to_json().render()));
  CROSSROOT_TRY(auto produced, publish_as(run, "smoke", std::move(folder)));
  produced.worth_keeping = report.passed; // a program that failed once may do better
  return produced;
}

} // namespace crossroot::exec
