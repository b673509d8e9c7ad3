// SPDX-License-Identifier: Apache-2.0
#include "cli/project.hpp"

namespace crossroot::cli {

namespace {

Result<int> run(Session& session, const Invocation& invocation)
{
  session.unchanged = true;
  CROSSROOT_TRY(const auto workspace, Workspace::open(session, invocation));
  CROSSROOT_TRY(const Lock lock,
                ensure_lock(*workspace, {.locked = invocation.has("--locked")}));
  CROSSROOT_CHECK(fetch_missing(*workspace, lock));
  session.printer.line("complete", std::to_string(fetch::requests_of(lock).size()) +
                                       " files of the lock are in the store");
  return 0;
}

} // namespace

Command fetch_command()
{
  return {
      .name = "fetch",
      .summary = "brings every file of the lock into the store",
      .text = "Afterwards a build needs no network.",
      .examples = {"crossroot fetch", "crossroot fetch --mirror debian=./vendor/debian"},
      .options = {{.name = "--locked", .help = "exit 4 instead of making a lock"}},
      .run = run};
}

} // namespace crossroot::cli
