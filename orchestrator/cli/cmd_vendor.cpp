// SPDX-License-Identifier: Apache-2.0
#include "cli/project.hpp"

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
  CROSSROOT_TRY(const auto files,
                fetch::write_mirror(fetch::requests_of(lock), *store, folder));
  session.printer.line("wrote", std::to_string(files) + " files and SHA256SUMS");
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
          "DIR/debian is then a mirror of archive \"debian\", and so on: "
          "--mirror debian=DIR/debian --mirror go=DIR/go, and --mirror source=DIR/source "
          "for a source that is an archive. A git source is not among them.",
      .examples = {"crossroot vendor ./vendored"},
      .operand = {.name = "DIR", .least = 1, .most = 1, .words = Words::folder},
      .run = run};
}

} // namespace crossroot::cli
