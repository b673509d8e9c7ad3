// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "cli/workspace.hpp"
#include "os/host.hpp"
#include "verify/batch.hpp"

namespace crossroot::cli {

namespace {

/// What files of other makers are held to: what the command line says of them.
Result<verify::Expectations> expectations_of(const Invocation& invocation)
{
  verify::Expectations expected;
  expected.as_of = today();
  expected.abi.needed_system = false;
  expected.runtime = "shared";
  if (invocation.has("--target")) {
    CROSSROOT_TRY(const auto target,
                  TripletWithFloor::parse(invocation.value("--target")));
    expected.triplet = target.triplet;
    expected.floor.libc = target.libc;
  }
  if (invocation.has("--floor")) {
    CROSSROOT_TRY(expected.floor.libc, Version::parse(invocation.value("--floor")));
  }
  if (expected.triplet) {
    CROSSROOT_CHECK(check_floor(*expected.triplet, expected.floor));
  }
  for (const auto& folder : invocation.values("--libraries")) {
    expected.library_folders.emplace_back(folder);
  }
  return expected;
}

/// What a file that passed has to say for itself: how much was looked at, what it asks
/// for, where it loads.
std::string summary(const verify::Report& report)
{
  std::size_t passed = 0;
  std::size_t skipped = 0;
  for (const auto& finding : report.findings) {
    passed += static_cast<std::size_t>(finding.status == verify::Status::pass);
    skipped += static_cast<std::size_t>(finding.status == verify::Status::skip);
  }
  std::string text = report.file + ": " + std::to_string(passed) + " pass, " +
                     std::to_string(skipped) + " skipped";
  if (!report.found_libc.empty()) {
    text += "; asks for libc " + report.found_libc.render();
  }
  if (!report.loads_on.empty()) {
    text += "\n  loads  on " + join(report.loads_on, ", ");
  }
  return text + "\n";
}

/// The reports in order. Tells of what could not be read and of operands that hold no ELF
/// file; `code` is the worst of all.
std::vector<const verify::Report*> reports_of(
    Session& session, const std::vector<verify::OperandOutcome>& outcomes, int& code)
{
  std::vector<const verify::Report*> reports;
  for (const auto& operand : outcomes) {
    if (operand.files.empty()) {
      session.printer.line("nothing", operand.operand + " holds no ELF file");
    }
    for (const auto& [shown_as, report] : operand.files) {
      if (!report) {
        const int own = exit_code_of(report.error().kind());
        session.printer.error(report.error(), own, false);
        code = worse_exit_code(code, own);
        continue;
      }
      code =
          worse_exit_code(code, report->passed() ? 0 : exit_code_of(ErrorKind::verify));
      reports.push_back(&*report);
    }
  }
  return reports;
}

Result<int> run(Session& session, const Invocation& invocation)
{
  CROSSROOT_TRY(const auto expected, expectations_of(invocation));
  CROSSROOT_TRY(const auto outcomes,
                verify::verify_inputs(invocation.operands, expected, {}, os::cpu_count(),
                                      session.cancel));
  Json::Array reports;
  int code = 0;
  for (const auto* const report : reports_of(session, outcomes, code)) {
    if (invocation.has("--json")) {
      reports.push_back(report->to_json());
    } else {
      session.printer.answer(
          verify::render_text(*report, session.printer.settings().verbose) +
          (report->passed() ? summary(*report) : ""));
    }
  }
  if (invocation.has("--json")) {
    session.printer.answer(
        Json(Json::Object{{"schema", 1}, {"files", std::move(reports)}}).render());
  }
  return code;
}

} // namespace

Command verify_command()
{
  return {
      .name = "verify",
      .summary = "checks any ELF file against a floor",
      .text =
          "The file need not be crossroot's. Without a floor the checks that need one "
          "are skipped and the report says what the file asks for. Findings go to "
          "stdout; exit 7 if any check fails.",
      .examples = {"crossroot verify --target x86_64-linux-gnu.2.17 ./inventory",
                   "crossroot verify --json /usr/bin/env"},
      .options = {{.name = "--target",
                   .value = "TRIPLET",
                   .help = "the triplet, with or without .FLOOR"},
                  {.name = "--floor",
                   .value = "VERSION",
                   .help = "oldest libc to accept"},
                  {.name = "--libraries",
                   .value = "DIR",
                   .help = "the target's libraries, to resolve symbols in",
                   .repeats = true,
                   .words = Words::folder},
                  {.name = "--json", .help = "findings as JSON"}},
      .operand = {.name = "FILE", .least = 1, .most = 10'000, .words = Words::file},
      .run = run};
}

} // namespace crossroot::cli
