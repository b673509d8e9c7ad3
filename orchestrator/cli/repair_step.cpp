// SPDX-License-Identifier: Apache-2.0
// A binary that cannot be built again, made to start on an older libc. The loaders of
// real systems are asked before and after: the oldest that refuses the file as it is has
// to load what came of it.
#include "cli/repair_step.hpp"

#include "base/text.hpp"
#include "os/files.hpp"
#include "repair/bundle.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

namespace crossroot::cli {

namespace {

/// Asks the loaders of all systems that can be had, oldest first, up to one that loads
/// the file. A system that cannot be had is said and left out.
Result<void> ask_systems(RepairJob& job)
{
  CROSSROOT_TRY(const auto definitions, runtime::proof_definitions());
  const auto sources = job.workspace.sources(nullptr);
  CROSSROOT_TRY(const auto context, job.workspace.resolve_context(sources, definitions));
  const auto& from = job.from;
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
    AskedSystem asked{fmt::format("{}, glibc {}", system.name, root->version), *root,
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

Error no_system(const RepairJob& job)
{
  const auto& from = job.from;
  return Error(ErrorKind::verify, "repair",
               from.empty()
                   ? "no system that can be had as packages loads " + job.demand.file
                   : fmt::format("{} does not load {}", from, job.demand.file))
      .note("cause", job.refusing ? job.refusing->before.complaint
                                  : "none of them has packages for its CPU")
      .hint("crossroot runs-on --proof " + job.demand.file);
}

/// The system that is the best witness: one that refused the file before, else any.
const AskedSystem* witness(const RepairJob& job)
{
  return job.refusing ? &*job.refusing : job.loading ? &*job.loading : nullptr;
}

Result<void>
tell_trial(RepairJob& job, const AskedSystem& asked, const runtime::LoadOutcome& after)
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

} // namespace

Result<void> repair_by_rewrite(RepairJob& job)
{
  CROSSROOT_CHECK(ask_systems(job));
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

Result<void> repair_by_bundle(RepairJob& job)
{
  CROSSROOT_CHECK(ask_systems(job));
  if (!job.loading) {
    return no_system(job);
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

} // namespace crossroot::cli
