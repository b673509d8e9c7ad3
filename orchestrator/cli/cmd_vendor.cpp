// SPDX-License-Identifier: Apache-2.0
#include "cli/project.hpp"
#include "resolve/vendored_source.hpp"

namespace crossroot::cli {

namespace {

Result<int> run(Session& session, const Invocation& invocation)
{
  session.unchanged = true;
  CROSSROOT_TRY(const auto workspace, Workspace::open(session, invocation));
  CROSSROOT_TRY(const Lock lock, ensure_lock(*workspace, {.locked = true}));
  CROSSROOT_CHECK(fetch_missing(*workspace, lock));
  CROSSROOT_TRY(auto* const store, workspace->store());
  const fs::path folder = fs::absolute(invocation.operands.front());
  session.unchanged = false;
  auto requests = fetch::requests_of(lock);
  CROSSROOT_TRY(auto packed, resolve::pack_source(lock.source, *store));
  if (packed) {
    requests.push_back(std::move(*packed));
  }
  CROSSROOT_TRY(const auto files, fetch::write_mirror(requests, *store, folder));
  session.printer.line("wrote", std::to_string(files) + " files and SHA256SUMS");
  session.printer.remark("use it with    crossroot build --mirror " +
                         invocation.operands.front() + "\n");
  session.printer.answer(invocation.operands.front() + "\n");
  return 0;
}

} // namespace

Command vendor_command()
{
  return {
      .name = "vendor",
      .summary = "writes all files of the lock as a folder that serves as a mirror",
      .text =
          "With the lock, --mirror DIR is then all that fetch and build need: no "
          "network, "
          "and an empty store. DIR/debian is a mirror of archive \"debian\", DIR/go of "
          "the module proxy, DIR/source of the source (a git commit as a tar of its "
          "files), so a web server can offer them: --mirror debian=URL/debian and so on.",
      .examples = {"crossroot vendor ./vendored"},
      .operand = {.name = "DIR", .least = 1, .most = 1, .words = Words::folder},
      .run = run};
}

} // namespace crossroot::cli
