// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "cli/proof_step.hpp"
#include "cli/verdict_page.hpp"
#include "os/host.hpp"
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

/// What files there are, read; what cannot be is said at once, and the others go on.
struct ReadFiles {
  std::vector<verify::FileDemand> demands;
  int worst = 0; ///< exit code
};

ReadFiles read_files(Session& session, std::vector<std::string> names)
{
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  ReadFiles read;
  for (const auto& name : names) {
    auto demand = verify::read_demand(name, name);
    if (!demand) {
      const int code = exit_code_of(demand.error().kind());
      session.printer.error(demand.error(), code, false);
      read.worst = worse_exit_code(read.worst, code);
      continue;
    }
    if (!demand->problem.empty()) {
      read.worst = worse_exit_code(read.worst, exit_code_of(ErrorKind::verify));
    }
    read.demands.push_back(*std::move(demand));
  }
  return read;
}

Result<int> run(Session& session, const Invocation& invocation)
{
  CROSSROOT_TRY(const auto day, day_of_judgement(invocation));
  CROSSROOT_TRY(auto reach,
                verify::choose_systems(
                    catalog::distributions(), invocation.values("--on"),
                    invocation.has("--eol") ? verify::Life::supported : verify::Life::all,
                    day));
  auto read = read_files(session, invocation.operands);
  for (auto& demand : read.demands) {
    verify::add_file(reach, std::move(demand));
  }
  if (invocation.has("--proof")) {
    CROSSROOT_CHECK(prove(session, invocation, reach));
  }
  if (invocation.has("--html")) {
    CROSSROOT_CHECK(
        write_page(session, invocation.value("--html"),
                   verify::render_page({.title = "crossroot runs-on", .reach = reach})));
  }
  if (invocation.has("--json")) {
    session.printer.answer(verify::reach_json(reach).render());
  } else if (invocation.has("--oldest")) {
    session.printer.answer(verify::render_oldest(reach, style_of_stdout()));
  } else {
    session.printer.answer(verify::render_reach(reach, style_of_stdout()));
  }
  if (invocation.has("--on") && !reach.all_load()) {
    return worse_exit_code(read.worst, exit_code_of(ErrorKind::verify));
  }
  return read.worst;
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
          "loader "
          "and libraries of Debian 11, 12, 13 and sid (for a musl program their musl) as "
          "packages with checked signatures, has each load the file in the sandbox "
          "without "
          "running it, and says where table and proof differ.",
      .examples = {"crossroot runs-on ./inventory",
                   "crossroot runs-on --on \"RHEL 8\" --on \"Debian 11\" ./inventory",
                   "crossroot runs-on --oldest --eol ./inventory"},
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
