// SPDX-License-Identifier: Apache-2.0
#include "exec/attribution.hpp"
#include "exec/collect.hpp"
#include "exec/execute.hpp"
#include "exec/go_cache.hpp"
#include "exec/go_room.hpp"
#include "exec/library_outputs.hpp"
#include "exec/prebuilt_files.hpp"
#include "exec/sandbox_setup.hpp"
#include "exec/undeclared.hpp"
#include "exec/undefined.hpp"

#include <fmt/format.h>

namespace crossroot::exec {

Result<Produced> execute_std(const ActionRun& run)
{
  CROSSROOT_TRY(const auto* target, run.target());
  CROSSROOT_TRY(auto room, make_go_room(run, "std-work"));
  CROSSROOT_TRY(room.cache,
                make_writable_folder(run.context, room.folder.path(), "gocache"));
  CROSSROOT_TRY(auto spec, go_spec(run, *target, room));
  spec.cwd = "/tmp";
  CROSSROOT_TRY(const auto outcome, run.context.sandbox.run(spec, run.context.cancel));
  if (!outcome.succeeded()) {
    return build_failure(run, "go", outcome);
  }
  CROSSROOT_TRY(auto folder, make_staging(run, "std"));
  CROSSROOT_CHECK(collect_outputs(room.cache, folder.path(), is_cache_entry));
  return publish_as(run, "tree", std::move(folder));
}

Result<Produced> execute_go_build(const ActionRun& run)
{
  CROSSROOT_TRY(const auto* target, run.target());
  CROSSROOT_TRY(auto room, make_go_room(run, "go-build-work"));
  CROSSROOT_TRY(room.cache, open_go_cache(run, room.folder.path()));
  CROSSROOT_TRY(const auto spec, go_build_spec(run, *target, room));
  CROSSROOT_TRY(const auto prebuilt, check_prebuilt(run, *target, spec));
  CROSSROOT_TRY(const auto outcome, run.context.sandbox.run(spec, run.context.cancel));
  if (!outcome.succeeded()) {
    const auto undefined = room.report / "undefined.txt";
    const bool third_party = run.inputs.contains("libraries");
    auto failure = explain_undeclared(build_failure(run, "go", outcome), *target);
    failure = explain_libraries(std::move(failure), undefined, *target,
                                third_party ? run.input("libraries") : fs::path());
    return explain_undefined(std::move(failure), undefined, *target,
                             [&] { return symbol_causes(run, *target, spec); });
  }
  CROSSROOT_TRY(auto folder, make_staging(run, "go-build"));
  CROSSROOT_CHECK(collect_outputs(room.out / "bin", folder.path()));
  std::error_code failed;
  if (fs::is_empty(folder.path(), failed)) {
    return Error(ErrorKind::build, "output",
                 fmt::format("{}: go built no program", run.action.name))
        .note("cause", "no package named by go.packages is a main package");
  }
  if (target->libraries.link == "bundled" && run.inputs.contains("libraries")) {
    CROSSROOT_CHECK(bundle_libraries(run.input("libraries"), *target, folder.path()));
  }
  CROSSROOT_TRY(auto produced, publish_as(run, "bin", std::move(folder)));
  CROSSROOT_TRY(produced.log, run.context.store.put_blob(prebuilt + log_of(outcome)));
  return produced;
}

} // namespace crossroot::exec
