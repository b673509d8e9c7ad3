// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "cli/workspace.hpp"

namespace crossroot::cli {

namespace {

constexpr unsigned k_default_days = 30;

Result<int> run(Session& session, const Invocation& invocation)
{
  unsigned days = k_default_days;
  if (invocation.has("--days")) {
    const auto given = parse_number(invocation.value("--days"));
    if (!given || *given > 36'500) {
      return Error(ErrorKind::usage, "usage",
                   "--days \"" + invocation.value("--days") + "\" is no number of days");
    }
    days = static_cast<unsigned>(*given);
  }
  CROSSROOT_TRY(const auto workspace, Workspace::open(session, invocation));
  CROSSROOT_TRY(auto* const store, workspace->store());
  CROSSROOT_TRY(const std::uint64_t freed, store->collect_garbage(days));
  session.printer.answer("freed " + human_bytes(freed) + "\n");
  return 0;
}

} // namespace

Command gc_command()
{
  return {.name = "gc",
          .summary = "removes from the store what nothing has used for a while",
          .text = "What a lock of yours names is kept, however old.",
          .examples = {"crossroot gc", "crossroot gc --days 7"},
          .options = {{.name = "--days",
                       .value = "N",
                       .help = "how long unused results are kept (default 30)"}},
          .run = run};
}

} // namespace crossroot::cli
