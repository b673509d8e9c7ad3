// SPDX-License-Identifier: Apache-2.0
#include "cli/help.hpp"
#include "cli/verify_output.hpp"
#include "cli/workspace.hpp"
#include "os/host.hpp"
#include "recipe/policy_files.hpp"
#include "verify/batch.hpp"
#include "verify/ceilings.hpp"
#include "verify/inputs.hpp"

#include <optional>

namespace crossroot::cli {

namespace {

/// What files of other makers are held to: what the command line says of them.
Result<verify::Expectations> expectations_of(const Invocation& invocation)
{
  verify::Expectations expected;
  CROSSROOT_TRY(expected.as_of, day_of_judgement(invocation));
  expected.abi.needed_system = false;
  expected.abi.policies = invocation.values("--policy");
  CROSSROOT_CHECK(PolicyFiles::by_path().add_named(expected.abi));
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
  if (invocation.has("--kernel")) {
    CROSSROOT_TRY(expected.floor.kernel, Version::parse(invocation.value("--kernel")));
  }
  expected.keep_demand = invocation.has("--html");
  if (expected.triplet) {
    CROSSROOT_CHECK(check_floor(*expected.triplet, expected.floor));
  }
  expected.library_cache = verify::make_library_cache();
  for (const auto& folder : invocation.values("--libraries")) {
    expected.library_folders.emplace_back(folder);
  }
  for (const auto& text : invocation.values("--forbid-path")) {
    if (text.empty()) {
      return Error(ErrorKind::usage, "usage", "--forbid-path needs a text to look for");
    }
    expected.forbidden_paths.push_back(text);
  }
  return expected;
}

/// What needs no file: a page of help, the schema of the output.
Result<std::optional<std::string>> asked_text(const Invocation& invocation)
{
  if (invocation.has("--explain")) {
    CROSSROOT_TRY(auto page, render_check_help(invocation.value("--explain")));
    return std::optional(std::move(page));
  }
  if (invocation.has("--schema")) {
    return std::optional<std::string>(verify::findings_schema());
  }
  if (invocation.operands.empty()) {
    return Error(ErrorKind::usage, "usage", "crossroot verify needs FILE")
        .hint("crossroot help verify");
  }
  return std::optional<std::string>();
}

/// Hands over the reports in order, and tells of what could not be read and of operands
/// that hold no ELF file. Returns the worst exit code of all.
int add_reports(Session& session,
                std::vector<verify::OperandOutcome> outcomes,
                const verify::Expectations& expected,
                VerifyOutput& output)
{
  int code = 0;
  verify::StaleWaivers stale(expected.abi.waive);
  for (auto& operand : outcomes) {
    if (operand.files.empty()) {
      session.printer.line("nothing", operand.operand + " holds no ELF file");
    }
    for (auto& [shown_as, report] : operand.files) {
      if (!report) {
        const int own = exit_code_of(report.error().kind());
        session.printer.error(report.error(), own, false);
        code = worse_exit_code(code, own);
        output.add_unread(verify::unread_of(shown_as, report.error()));
        continue;
      }
      code =
          worse_exit_code(code, report->passed() ? 0 : exit_code_of(ErrorKind::verify));
      stale.add(*report);
      output.add(*std::move(report));
    }
  }
  for (const auto& line : stale.lines()) {
    session.printer.line("note", line + ", judged as of " + expected.as_of.render());
  }
  return code;
}

Result<int> run(Session& session, const Invocation& invocation)
{
  CROSSROOT_TRY(const auto text, asked_text(invocation));
  if (text) {
    session.printer.answer(*text);
    return 0;
  }
  CROSSROOT_TRY(const auto expected, expectations_of(invocation));
  CROSSROOT_TRY(auto output, VerifyOutput::of(session, invocation));
  CROSSROOT_TRY(auto outcomes, verify::verify_inputs(invocation.operands, expected, {},
                                                     os::cpu_count(), session.cancel));
  const int code = add_reports(session, std::move(outcomes), expected, output);
  CROSSROOT_CHECK(output.finish());
  return code;
}

std::vector<Option> options()
{
  std::vector<Option> all{
      {.name = "--target",
       .value = "TRIPLET",
       .help = "the triplet, with or without .FLOOR"},
      {.name = "--floor", .value = "VERSION", .help = "oldest libc to accept"},
      {.name = "--kernel", .value = "VERSION", .help = "oldest kernel to accept"},
      {.name = "--policy",
       .value = "NAME",
       .help = "a shared policy, or a file's path (help policies)",
       .repeats = true,
       .words = Words::policy},
      {.name = "--as-of",
       .value = "DATE",
       .help = "the day on which waivers are judged (default: today)"},
      {.name = "--libraries",
       .value = "DIR",
       .help = "the target's libraries, or its root, to resolve symbols in",
       .repeats = true,
       .words = Words::folder},
      {.name = "--forbid-path",
       .value = "TEXT",
       .help = "fail where TEXT stands in any byte, inflated debug sections too",
       .repeats = true}};
  for (auto& option : verify_output_options()) {
    all.push_back(std::move(option));
  }
  all.push_back(
      {.name = "--explain", .value = "ID", .help = "what a check means; reads no file"});
  all.push_back({.name = "--schema", .help = "the JSON Schema of --json; reads no file"});
  return all;
}

} // namespace

Command verify_command()
{
  return {
      .name = "verify",
      .summary = "checks any ELF file against a floor or a policy",
      .text =
          "The file need not be crossroot's. Without a floor the checks that need one "
          "are skipped and the report says what the file asks for. A folder stands for "
          "the ELF files below it; a tar, zip, whl, deb, rpm, apk, or an OCI or "
          "docker-save image for those in it, shown as pkg.deb!usr/bin/x and read "
          "without unpacking to disk. What cannot be read is told and the rest is "
          "judged. Findings go to stdout; exit 7 if any check fails, 10 if anything "
          "could not be read.\n\n"
          "A failing finding is told with what was found and expected, the symbols that "
          "show it, cause, the distributions that load or refuse the file, and the line "
          "of the recipe that mends it. With --verbose passes and skips are told too, "
          "with --quiet one line a failing finding and nothing else. The formats for "
          "machines may be asked for together, each into its own FILE; one that goes to "
          "stdout takes the place of the text.",
      .examples = {"crossroot verify --target x86_64-linux-gnu.2.17 ./inventory",
                   "crossroot verify --floor 2.28 dist/inventory_1.0_amd64.deb",
                   "crossroot verify --sarif verify.sarif --junit verify.xml bin/app",
                   "crossroot verify --policy el7 --policy hardened bin/app",
                   "crossroot verify --explain glibc-floor",
                   "crossroot verify --json /usr/bin/env"},
      .options = options(),
      .operand = {.name = "FILE", .most = 10'000, .words = Words::file},
      .run = run};
}

} // namespace crossroot::cli
