// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/event.hpp"
#include "definition/definition.hpp"
#include "lockfile/lockfile.hpp"
#include "plan/plan.hpp"
#include "recipe/recipe.hpp"
#include "sandbox/sandbox.hpp"
#include "store/store.hpp"
#include "verify/verify.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace crossroot::exec {

namespace fs = std::filesystem;

/// One run of a built program on the target's own libraries. `runtime` knows how; it
/// stands above this module, so the caller passes it in.
struct ProgramRun {
  Triplet triplet;
  fs::path root;                 ///< the composed runtime tree: becomes /
  fs::path bin;                  ///< folder of the built files
  std::vector<std::string> argv; ///< argv[0] is a name in `bin`
};
struct ProgramRunOutcome {
  sandbox::SandboxOutcome process;
  std::string ran_in; ///< "glibc 2.31", "glibc 2.31, qemu"
};
using ProgramRunner =
    std::function<Result<ProgramRunOutcome>(const ProgramRun&, const CancelToken&)>;

/// All that running a plan needs beside the plan. References must outlive the call.
struct ExecContext {
  store::Store& store;
  sandbox::Sandbox& sandbox;
  EventSink& events; ///< started and finished per action that really runs
  const CancelToken& cancel;
  const Recipe& recipe; ///< settled (plan/settle.hpp), as the plan was made from it
  const Definitions& definitions;
  const Lock& lock;
  ProgramRunner run_program; ///< for smoke; empty: smoke is an Error (bug)
  fs::path inner;            ///< the inner executable on the host: becomes /cc/bin/…-cc
  std::string project;       ///< under which the store remembers "the last time"
  TomlDate as_of;            ///< waivers are judged on this day
  unsigned jobs = 1;
  bool development_cache =
      true; ///< one GOCACHE kept per project; false: the std seed only
};

struct SmokeReport {
  bool passed = false;
  std::string ran_in;
  std::string reason; ///< why it did not pass
  std::string output; ///< its last lines
  Json to_json() const;
  static Result<SmokeReport> from_json(const Json& json);
};

/// What became of one target. Without `error` all of it is there and passed.
struct TargetReport {
  std::string target;
  Triplet triplet;
  Floor floor;
  std::optional<Error> error; ///< the first failure by plan order; verify and smoke too
  std::vector<verify::Report> files;
  std::optional<SmokeReport> smoke;
  std::optional<TreeDigest> bin; ///< the built files, whether or not they passed
  std::optional<TreeDigest> findings;
  std::optional<Digest> log;
  double seconds = 0; ///< of the compiler; 0 if the store had it
  bool cached = true; ///< no action of this target ran
};

struct BuildReport {
  std::vector<TargetReport> targets; ///< sorted by name
  unsigned ran = 0;
  unsigned cached = 0;
  std::optional<Error> first_error; ///< in the plan's order, whichever target wanted it
  int exit_code() const;            ///< the worst of all targets; 0 if all is well
};

/// Runs what the store does not have. One target's failure does not stop the others;
/// cancellation stops all (an Error of kind interrupted). An Error here means that
/// nothing can be said per target; else look at each TargetReport.
Result<BuildReport> run_plan(const Plan& plan, const ExecContext& context);

/// Writes out/<target>/{bin/…, findings.json, build.log} for every target that has a
/// bin, each by one rename, and out/manifest.json; touches nothing that is right
/// already. A target that failed verify or smoke gets no bin/. Returns the paths of the
/// published programs, sorted.
Result<std::vector<fs::path>> publish_outputs(const BuildReport& report,
                                              const ExecContext& context,
                                              const fs::path& out);

/// With libraries.link = "shared": what the target's files need of the system that they
/// run on beyond its libc, each with the package that brought it for the build.
std::map<std::string, std::string> system_needs(const TargetReport& report,
                                                const ExecContext& context);

/// For explain and --dry-run: what would run, and why.
struct Reason {
  std::string entry; ///< "source: main.go", "flag.cflags", "never built here"
  std::string before, after;
};
struct ActionExplanation {
  std::string action;
  enum class State : std::uint8_t {
    cached,    ///< the store has it
    would_run, ///< for `reasons`
    waits,     ///< an input comes from an action that would run
  } state = State::cached;
  std::vector<Reason> reasons;    ///< own root causes; empty if cached
  std::vector<std::string> waits; ///< names of the actions waited for
};
struct Explanation {
  std::vector<ActionExplanation> actions; ///< plan order
  std::string render() const;             ///< only what would run or waits
  Json to_json() const;
};

/// Runs nothing and writes nothing. `target` "" means all.
Result<Explanation>
explain(const Plan& plan, const std::string& target, const ExecContext& context);

} // namespace crossroot::exec
