// SPDX-License-Identifier: Apache-2.0
#include "base/printable.hpp"
#include "cli/proof_step.hpp"
#include "cli/verdict_page.hpp"
#include "os/files.hpp"
#include "os/host.hpp"
#include "verify/demand_inputs.hpp"
#include "verify/inputs.hpp"
#include "verify/report_html.hpp"

#include <unistd.h>

#include <algorithm>

namespace crossroot::cli {

namespace {

verify::ReachStyle style_of_stdout()
{
  const bool dumb = os::environment("TERM").value_or("dumb") == "dumb";
  return {.color =
              os::is_terminal(STDOUT_FILENO) && !dumb && !os::environment("NO_COLOR")};
}

/// A folder that members of archives are written to, for loaders that load files alone.
class KeptMembers {
public:
  explicit KeptMembers(os::TempFolder folder) : folder_(std::move(folder)) {}

  Result<fs::path> keep(const std::vector<std::byte>& bytes)
  {
    const auto path = folder_.path() / std::to_string(count_++);
    CROSSROOT_CHECK(os::write_file(
        path, {reinterpret_cast<const char*>(bytes.data()), bytes.size()}, 0600));
    return path;
  }

private:
  os::TempFolder folder_;
  std::size_t count_ = 0;
};

/// Adds every file that the operands stand for; what cannot be read is said at once, and
/// the others go on. Returns the worst exit code.
Result<int> add_files(Session& session,
                      std::vector<std::string> operands,
                      const verify::KeepMember& keep,
                      verify::RunsOn& reach)
{
  std::sort(operands.begin(), operands.end());
  operands.erase(std::unique(operands.begin(), operands.end()), operands.end());
  int worst = 0;
  for (const auto& operand : operands) {
    CROSSROOT_TRY(auto outcomes, verify::read_demands(operand, {}, keep, session.cancel));
    if (outcomes.empty()) {
      session.printer.line("nothing", printable(operand) + " holds no ELF file");
    }
    for (auto& [shown_as, demand] : outcomes) {
      if (!demand) {
        const int code = exit_code_of(demand.error().kind());
        session.printer.error(demand.error(), code, false);
        worst = worse_exit_code(worst, code);
        reach.unread.push_back(verify::unread_of(shown_as, demand.error()));
        continue;
      }
      if (!demand->problem.empty()) {
        worst = worse_exit_code(worst, exit_code_of(ErrorKind::verify));
      }
      verify::add_file(reach, *std::move(demand));
    }
  }
  return worst;
}

/// The files of the command line, loaded by real loaders if that is asked for.
Result<int> judge(Session& session, const Invocation& invocation, verify::RunsOn& reach)
{
  if (!invocation.has("--proof")) {
    return add_files(session, invocation.operands, {}, reach);
  }
  CROSSROOT_TRY(const auto workspace, Workspace::open(session, invocation));
  CROSSROOT_TRY(auto* const store, workspace->store());
  CROSSROOT_TRY(auto folder, store->staging("members"));
  KeptMembers members(std::move(folder));
  CROSSROOT_TRY(const auto worst,
                add_files(
                    session, invocation.operands,
                    [&](const auto& bytes) { return members.keep(bytes); }, reach));
  CROSSROOT_CHECK(prove(*workspace, invocation, reach));
  return worst;
}

Result<int> run(Session& session, const Invocation& invocation)
{
  CROSSROOT_TRY(const auto day, day_of_judgement(invocation));
  CROSSROOT_TRY(auto reach,
                verify::choose_systems(
                    catalog::distributions(), invocation.values("--on"),
                    invocation.has("--eol") ? verify::Life::supported : verify::Life::all,
                    day));
  CROSSROOT_TRY(const auto worst, judge(session, invocation, reach));
  if (invocation.has("--html")) {
    CROSSROOT_CHECK(write_page(
        session, invocation.value("--html"),
        verify::render_page(
            {.title = "crossroot runs-on", .reach = reach, .unread = reach.unread})));
  }
  if (invocation.has("--json")) {
    session.printer.answer(verify::reach_json(reach).render());
  } else if (invocation.has("--oldest")) {
    session.printer.answer(verify::render_oldest(reach, style_of_stdout()));
  } else {
    session.printer.answer(verify::render_reach(reach, style_of_stdout()));
  }
  if (invocation.has("--on") && !reach.all_load()) {
    return worse_exit_code(worst, exit_code_of(ErrorKind::verify));
  }
  return worst;
}

} // namespace

Command runs_on_command()
{
  return {
      .name = "runs-on",
      .summary = "says which distributions load an ELF file, and why others do not",
      .text =
          "Each release of the table gets a verdict, loads, refuses or unknown, with the "
          "first thing in its way: CPU, libc, loader, version, kernel. What the table "
          "does "
          "not know is unknown, never guessed. With --on the answer is the exit code, "
          "too: "
          "7 unless all that are named are known to load every file. --proof fetches "
          "loader and libraries of Debian 11, 12, 13 and sid (for a musl program their "
          "musl) as packages with checked signatures, has each load the file in the "
          "sandbox "
          "without running it, and says where table and proof differ.\n\n"
          "A folder stands for the ELF files below it, and a tar, zip, whl, deb, rpm, "
          "apk "
          "or image for those in it, as for crossroot verify. A file is loaded for its "
          "proof without what lies beside it.",
      .examples = {"crossroot runs-on ./inventory",
                   "crossroot runs-on --on \"RHEL 8\" --on \"Debian 11\" ./inventory",
                   "crossroot runs-on --oldest --eol dist/inventory_1.0_amd64.deb"},
      .options = {{.name = "--on",
                   .value = "NAME",
                   .help = "ask about this release only, such as \"RHEL 8\"",
                   .repeats = true},
                  {.name = "--eol", .help = "leave out what nobody supports any more"},
                  {.name = "--as-of",
                   .value = "DATE",
                   .help = "the day on which support is judged (default: today)"},
                  {.name = "--oldest",
                   .help = "the floor it meets, and what bars older ones, by symbol"},
                  {.name = "--proof",
                   .help = "load it with the real loaders and libraries of Debian"},
                  {.name = "--html",
                   .value = "OUT",
                   .help = "also write one page: distributions × files, with reasons",
                   .words = Words::file},
                  {.name = "--json", .help = "verdicts, demands and symbols as JSON"}},
      .operand = {.name = "FILE", .least = 1, .most = 10'000, .words = Words::file},
      .run = run};
}

} // namespace crossroot::cli
