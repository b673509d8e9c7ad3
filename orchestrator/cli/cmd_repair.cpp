// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "cli/repair_step.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::cli {

namespace {

std::string symbols_of(const verify::NodeDemand& node)
{
  constexpr std::size_t k_most = 6;
  std::vector<std::string> shown(
      node.symbols.begin(), node.symbols.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                       k_most, node.symbols.size())));
  if (node.symbols.size() > k_most) {
    shown.push_back(fmt::format("and {} more", node.symbols.size() - k_most));
  }
  return shown.empty() ? "no symbol of it" : join(shown, ", ");
}

void tell(Session& session, const repair::Diagnosis& diagnosis)
{
  auto& printer = session.printer;
  for (const auto& node : diagnosis.lacking) {
    printer.line("lacks",
                 fmt::format("{} of {}: {}", node.node, node.library, symbols_of(node)));
  }
  const auto opinion = [&](std::string_view way, const repair::Opinion& one) {
    printer.line(way, (one.cures ? "yes: " : "no: ") + one.reason);
  };
  opinion("preload", diagnosis.preload);
  opinion("rewrite", diagnosis.rewrite);
  opinion("bundle", diagnosis.bundle);
}

enum class Way : std::uint8_t { rewrite, bundle };

/// The way that --by names, else the first that cures.
Result<Way> choose(const RepairJob& job, const Invocation& invocation)
{
  const auto by = invocation.value("--by");
  if (!by.empty() && by != "rewrite" && by != "bundle") {
    return Error(ErrorKind::usage, "usage", fmt::format("--by \"{}\" is no way", by))
        .hint("--by rewrite, or --by bundle");
  }
  const auto& found = job.diagnosis;
  if (found.rewrite.cures && by != "bundle") {
    return Way::rewrite;
  }
  if (found.bundle.cures && by != "rewrite") {
    return Way::bundle;
  }
  return Error(ErrorKind::verify, "repair",
               by.empty() ? "nothing cures " + job.demand.file
                          : fmt::format("{} does not cure {}", by, job.demand.file))
      .note("cause", by == "rewrite" ? found.rewrite.reason : found.bundle.reason)
      .hint("build it again for the older libc, or run it on a newer system");
}

Result<void> name_places(RepairJob& job, const Invocation& invocation)
{
  job.name = job.demand.path.filename().string();
  job.into = invocation.value("--output");
  if (job.into.empty()) {
    job.into = job.name + "-repaired";
  }
  job.install = invocation.value("--install-path");
  if (job.install.empty()) {
    job.install = "/opt/" + job.name;
  }
  const bool plain = std::all_of(job.name.begin(), job.name.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '_' || c == '-' || c == '+';
  });
  if (!plain || !job.install.starts_with('/') ||
      job.install.find_first_of(" \"'$`\\\n") != std::string::npos) {
    return Error(ErrorKind::usage, "usage",
                 "shells and service files cannot name it as it is")
        .note("cause", plain ? "--install-path " + job.install : job.name)
        .hint("letters, digits, . _ - + in the name; an absolute path without blanks");
  }
  std::error_code ignored;
  if (fs::exists(fs::symlink_status(job.into, ignored))) {
    return Error(ErrorKind::usage, "usage", job.into.string() + " is there already")
        .hint("-o ANOTHER, or remove it");
  }
  return {};
}

Result<int> run(Session& session, const Invocation& invocation)
{
  session.unchanged = true;
  const auto& operand = invocation.operands.front();
  Version floor;
  if (invocation.has("--floor")) {
    CROSSROOT_TRY(floor, Version::parse(invocation.value("--floor")));
  }
  CROSSROOT_TRY(auto demand, verify::read_demand(operand, operand));
  CROSSROOT_TRY(auto diagnosis, repair::diagnose(demand, floor));
  if (diagnosis.healthy()) {
    session.printer.line("healthy", "it asks for nothing newer than glibc " +
                                        diagnosis.floor.render());
    return 0;
  }
  tell(session, diagnosis);
  CROSSROOT_TRY(const auto workspace, Workspace::open(session, invocation));
  RepairJob job{.workspace = *workspace,
                .demand = std::move(demand),
                .diagnosis = std::move(diagnosis),
                .floor = std::move(floor)};
  CROSSROOT_CHECK(name_places(job, invocation));
  CROSSROOT_TRY(const auto way, choose(job, invocation));
  if (invocation.has("--dry-run")) {
    return 0;
  }
  job.from = invocation.value("--from");
  CROSSROOT_CHECK(way == Way::rewrite ? repair_by_rewrite(job) : repair_by_bundle(job));
  session.printer.answer((way == Way::rewrite ? job.into : job.into / job.name).string() +
                         "\n");
  return 0;
}

} // namespace

Command repair_command()
{
  return {
      .name = "repair",
      .summary = "makes a program that cannot be built again start on an older libc",
      .text =
          "Says what FILE asks for that the floor does not have, and of three ways which "
          "cures it and why the others do not; then takes the first that does, and has "
          "the loader of a real older system load the result.\n\n"
          "rewrite: FILE asks for the older versions of the same functions; only the "
          "table of versions changes. bundle: a folder with the program, a loader and "
          "libraries of its own and a script that starts it, with a systemd unit, a "
          "supervisord section and a Containerfile to copy from. A preloaded library "
          "is no cure, since the loader refuses a version before it looks there.\n\n"
          "A bundle does not change the kernel or the processor. In it /proc/self/exe "
          "is the loader, set-id bits have no effect, and libraries that the program "
          "opens by itself are still the system's.",
      .examples = {"crossroot repair --dry-run ./inventory",
                   "crossroot repair --floor 2.17 ./inventory",
                   "crossroot repair --by bundle --from debian-12 ./inventory"},
      .options = {{.name = "--floor",
                   .value = "VERSION",
                   .help = "the glibc to start on (default: the CPU's oldest)"},
                  {.name = "--by", .value = "WAY", .help = "rewrite or bundle"},
                  {.name = "--from",
                   .value = "NAME",
                   .help = "the system that a bundle's libraries are of (default: the "
                           "oldest that loads FILE)"},
                  {.name = "--install-path",
                   .value = "DIR",
                   .help = "where the bundle will stand (default: /opt/NAME)",
                   .words = Words::folder},
                  {.name = "--output",
                   .letter = "-o",
                   .value = "PATH",
                   .help = "the repaired file or the bundle (default: NAME-repaired)",
                   .words = Words::file},
                  {.name = "--dry-run", .help = "only say what would cure it"}},
      .operand = {.name = "FILE", .least = 1, .most = 1, .words = Words::file},
      .run = run};
}

} // namespace crossroot::cli
