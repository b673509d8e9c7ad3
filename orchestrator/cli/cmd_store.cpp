// SPDX-License-Identifier: Apache-2.0
#include "base/json.hpp"
#include "base/text.hpp"
#include "cli/workspace.hpp"

namespace crossroot::cli {

namespace {

Result<int> print_usage(Session& session, const store::Store& store, bool as_json)
{
  CROSSROOT_TRY(const auto usage, store.usage());
  if (as_json) {
    session.printer.answer(Json(Json::Object{{"schema", 1},
                                             {"root", store.root().string()},
                                             {"blobs", usage.blobs},
                                             {"blob_bytes", usage.blob_bytes},
                                             {"trees", usage.trees},
                                             {"tree_bytes", usage.tree_bytes},
                                             {"actions", usage.actions},
                                             {"cache_bytes", usage.cache_bytes}})
                               .render());
    return 0;
  }
  session.printer.answer(
      store.root().string() + "\n" +
      render_table(
          {{"  blobs", std::to_string(usage.blobs), human_bytes(usage.blob_bytes)},
           {"  trees", std::to_string(usage.trees), human_bytes(usage.tree_bytes)},
           {"  actions", std::to_string(usage.actions), ""},
           {"  caches", "", human_bytes(usage.cache_bytes)}}));
  return 0;
}

Result<int> check(Session& session, store::Store& store, bool repair)
{
  CROSSROOT_TRY(const auto damaged, store.verify());
  for (const auto& entry : damaged) {
    session.printer.answer("damaged " + entry + "\n");
  }
  if (damaged.empty()) {
    session.printer.line("store", "every blob and tree is what its name says");
    return 0;
  }
  session.printer.line("store",
                       std::to_string(damaged.size()) + " damaged and out of the way");
  session.printer.line("next", "crossroot build, which fetches and makes them anew");
  return repair ? 0 : exit_code_of(ErrorKind::digest_mismatch);
}

Result<int> run(Session& session, const Invocation& invocation)
{
  const std::string& verb = invocation.operands.front();
  if (verb != "usage" && verb != "verify" && verb != "repair") {
    return Error(ErrorKind::usage, "usage",
                 "crossroot store does not know \"" + verb + "\"")
        .hint("usage, verify or repair");
  }
  CROSSROOT_TRY(const auto workspace, Workspace::open(session, invocation));
  CROSSROOT_TRY(auto* const store, workspace->store());
  if (verb == "usage") {
    return print_usage(session, *store, invocation.has("--json"));
  }
  return check(session, *store, verb == "repair");
}

} // namespace

Command store_command()
{
  return {.name = "store",
          .summary = "shows, checks or repairs the store",
          .text =
              "usage prints what it holds. verify hashes everything again, moves what "
              "is damaged to quarantine and exits 5 if anything was. repair does the "
              "same and exits 0: what is missing is fetched or built again when needed. "
              "A GOCACHE goes with the trees that it may share files with. gc empties "
              "the quarantine.",
          .examples = {"crossroot store usage", "crossroot store verify"},
          .options = {{.name = "--json", .help = "usage as JSON"}},
          .operand = {.name = "usage|verify|repair",
                      .least = 1,
                      .most = 1,
                      .words = Words::command},
          .run = run};
}

} // namespace crossroot::cli
