// SPDX-License-Identifier: Apache-2.0
// A binary that cannot be built again, made to start on an older libc. The loaders of
// real systems are asked before and after: the oldest that refuses the file as it is has
// to load what came of it.
#include "base/text.hpp"
#include "cli/workspace.hpp"
#include "os/files.hpp"
#include "repair/bundle.hpp"
#include "repair/diagnosis.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <optional>

namespace crossroot::cli {

namespace {

/// One system whose loader was asked about the file as it is.
struct Asked {
  std::string name; ///< "Debian 11, glibc 2.31-13+deb11u13"
  runtime::ProofRoot root;
  runtime::LoadOutcome before;
};

/// What the command line and the file say, and what the systems said of it.
struct Job {
  Workspace& workspace;
  verify::FileDemand demand;
  repair::Diagnosis diagnosis;
  Version floor;
  fs::path into;
  std::string name, install;
  std::optional<Asked> refusing; ///< the oldest that refuses
  std::optional<Asked> loading;  ///< the oldest that loads it: what a bundle is made of

  const Triplet& triplet() const { return *demand.requirement.triplet; }
};

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

/// Asks the loaders of all systems that can be had, oldest first, up to one that loads
/// the file. A system that cannot be had is said and left out.
Result<void> ask_systems(Job& job, const Invocation& invocation)
{
  CROSSROOT_TRY(const auto definitions, runtime::proof_definitions());
  const auto sources = job.workspace.sources(nullptr);
  CROSSROOT_TRY(const auto context, job.workspace.resolve_context(sources, definitions));
  const auto from = invocation.value("--from");
  for (const auto& system : runtime::proof_systems()) {
    auto root = runtime::make_proof_root(system, job.triplet(), context);
    if (!root) {
      if (root.error().kind() == ErrorKind::interrupted) {
        return root.error();
      }
      job.workspace.session().printer.line("without",
                                           system.name + ": " + root.error().message());
      continue;
    }
    CROSSROOT_TRY(auto before, runtime::load_in_root(
                                   context.sandbox, context.store, *root, job.triplet(),
                                   job.demand.path, job.demand.requirement.interpreter,
                                   context.cancel));
    Asked asked{fmt::format("{}, glibc {}", system.name, root->version), *root,
                std::move(before)};
    const bool refuses = asked.before.result == runtime::LoadOutcome::Result::refuses;
    if (refuses && !job.refusing) {
      job.refusing = asked;
    }
    if (!refuses && (from.empty() || from == system.name || from == system.definition)) {
      job.loading = std::move(asked);
      return {};
    }
  }
  return {};
}

Error no_system(const Job& job, const Invocation& invocation)
{
  const auto from = invocation.value("--from");
  return Error(ErrorKind::verify, "repair",
               from.empty()
                   ? "no system that can be had as packages loads " + job.demand.file
                   : fmt::format("{} does not load {}", from, job.demand.file))
      .note("cause", job.refusing ? job.refusing->before.complaint
                                  : "none of them has packages for its CPU")
      .hint("crossroot runs-on --proof " + job.demand.file);
}

/// The system that is the best witness: one that refused the file before, else any.
const Asked* witness(const Job& job)
{
  return job.refusing ? &*job.refusing : job.loading ? &*job.loading : nullptr;
}

Result<void> tell_trial(Job& job, const Asked& asked, const runtime::LoadOutcome& after)
{
  if (after.result == runtime::LoadOutcome::Result::refuses) {
    return Error(ErrorKind::verify, "repair",
                 fmt::format("{} refuses what was repaired", asked.name))
        .note("cause", after.complaint)
        .hint("crossroot repair --by bundle, or build it again for the older libc");
  }
  const bool refused = asked.before.result == runtime::LoadOutcome::Result::refuses;
  job.workspace.session().printer.line(
      "tried", fmt::format("{}: {}, loads it now{}", asked.name,
                           refused ? "refused it before" : "loaded it before, too",
                           after.lacking.empty()
                               ? ""
                               : "; left to the system: " + join(after.lacking, ", ")));
  return {};
}

/// Where results are made and tried before they are anybody's: the sandbox's uid can
/// read there.
Result<os::TempFolder> make_bench(store::Store& store)
{
  CROSSROOT_TRY(auto folder, store.staging("repair"));
  if (::chmod(folder.path().c_str(), 0755) != 0) {
    return Error(ErrorKind::io, "write", "cannot open " + folder.path().string());
  }
  return folder;
}

/// Beside its place first, then renamed: what is there is whole.
Result<void> hand_over(const fs::path& from, const fs::path& into)
{
  const auto parent = fs::absolute(into).parent_path();
  CROSSROOT_TRY(auto beside, os::TempFolder::make(parent, ".repair"));
  const auto copy = beside.path() / "whole";
  std::error_code failed;
  fs::copy(from, copy, fs::copy_options::recursive, failed);
  if (failed) {
    return Error(ErrorKind::io, "write", "cannot write " + into.string())
        .note("cause", failed.message());
  }
  return os::rename_into_place(copy, into);
}

Result<void> by_rewrite(Job& job)
{
  CROSSROOT_TRY(auto bytes, os::read_file(job.demand.path));
  CROSSROOT_CHECK(
      elf::ask_for_older(std::as_writable_bytes(std::span(bytes)), job.diagnosis.older));
  CROSSROOT_TRY(auto* const store, job.workspace.store());
  CROSSROOT_TRY(const auto bench, make_bench(*store));
  const auto file = bench.path() / job.name;
  CROSSROOT_CHECK(os::write_file(file, bytes, 0755));
  CROSSROOT_TRY(const auto demand, verify::read_demand(file, job.demand.file));
  CROSSROOT_TRY(const auto after, repair::diagnose(demand, job.floor));
  if (!after.healthy()) {
    return Error(ErrorKind::bug, "repair",
                 "the repaired file still asks for " + after.lacking.front().node);
  }
  if (const auto* const asked = witness(job)) {
    CROSSROOT_TRY(auto* const sandbox, job.workspace.sandbox());
    CROSSROOT_TRY(const auto load,
                  runtime::load_in_root(*sandbox, *store, asked->root, job.triplet(),
                                        file, job.demand.requirement.interpreter,
                                        job.workspace.session().cancel));
    CROSSROOT_CHECK(tell_trial(job, *asked, load));
  }
  for (const auto& change : job.diagnosis.older) {
    job.workspace.session().printer.line(
        "changed", fmt::format("{}@{} → {}@{}", change.symbol, change.version,
                               change.symbol, change.older));
  }
  return hand_over(file, job.into);
}

Result<void> by_bundle(Job& job, const Invocation& invocation)
{
  if (!job.loading) {
    return no_system(job, invocation);
  }
  CROSSROOT_TRY(auto* const store, job.workspace.store());
  CROSSROOT_TRY(auto* const sandbox, job.workspace.sandbox());
  CROSSROOT_TRY(const auto bench, make_bench(*store));
  CROSSROOT_TRY(const auto bundle, repair::write_bundle({.program = job.demand.path,
                                                         .name = job.name,
                                                         .triplet = job.triplet(),
                                                         .root = job.loading->root.tree,
                                                         .from = job.loading->name,
                                                         .install = job.install},
                                                        bench.path()));
  auto& printer = job.workspace.session().printer;
  printer.line("bundled", fmt::format("{} libraries of {}", bundle.carried.size(),
                                      job.loading->name));
  if (!bundle.from_system.empty()) {
    printer.line("note", "left to the system: " + join(bundle.from_system, ", "));
  }
  const auto* const asked = witness(job);
  CROSSROOT_TRY(const auto load,
                repair::load_bundle(*sandbox, asked->root, job.triplet(), job.name,
                                    bench.path(), job.workspace.session().cancel));
  CROSSROOT_CHECK(tell_trial(job, *asked, load));
  return hand_over(bench.path(), job.into);
}

enum class Way : std::uint8_t { rewrite, bundle };

/// The way that --by names, else the first that cures.
Result<Way> choose(const Job& job, const Invocation& invocation)
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

Result<void> name_places(Job& job, const Invocation& invocation)
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
  Job job{.workspace = *workspace,
          .demand = std::move(demand),
          .diagnosis = std::move(diagnosis),
          .floor = std::move(floor)};
  CROSSROOT_CHECK(name_places(job, invocation));
  CROSSROOT_TRY(const auto way, choose(job, invocation));
  if (invocation.has("--dry-run")) {
    return 0;
  }
  CROSSROOT_CHECK(ask_systems(job, invocation));
  CROSSROOT_CHECK(way == Way::rewrite ? by_rewrite(job) : by_bundle(job, invocation));
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
