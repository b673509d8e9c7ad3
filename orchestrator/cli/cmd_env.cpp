// SPDX-License-Identifier: Apache-2.0
#include "base/json.hpp"
#include "cli/outside.hpp"
#include "cli/room.hpp"
#include "os/host.hpp"
#include "toolchain/toolchain.hpp"

namespace crossroot::cli {

namespace {

using Environment = std::map<std::string, std::string>;

void print(Session& session, const Invocation& invocation, const Environment& environment)
{
  const bool outside = !invocation.has("--sandbox");
  Json::Object object;
  std::string text;
  for (const auto& [name, value] : environment) {
    const bool in_front = outside && name == "PATH";
    const auto path = os::environment("PATH").value_or("/usr/bin:/bin");
    object[name] = in_front ? value + ":" + path : value;
    text += (outside ? "export " : "") + name + "=" + toolchain::shell_quoted(value) +
            (in_front ? ":\"$PATH\"\n" : "\n");
  }
  session.printer.answer(
      invocation.has("--json")
          ? Json(Json::Object{{"schema", 1}, {"environment", std::move(object)}}).render()
          : text);
}

Result<int> run(Session& session, const Invocation& invocation)
{
  CROSSROOT_TRY(const auto workspace, Workspace::open(session, invocation));
  CROSSROOT_TRY(const TargetSpec* const target,
                workspace->target(invocation.operands.front()));
  if (invocation.has("--sandbox")) {
    print(session, invocation, toolchain::go_environment(*target));
    return 0;
  }
  CROSSROOT_TRY(const auto project, open_target(*workspace, target->name));
  CROSSROOT_TRY(const auto places,
                make_outside_tools(*workspace, project, target->name, OutsideUse::go));
  print(session, invocation, toolchain::outside_environment(*target, places));
  return 0;
}

} // namespace

Command env_command()
{
  return {
      .name = "env",
      .summary = "prints an environment in which go and make build for the target",
      .text =
          "For use outside of crossroot: an IDE, a Makefile, a shell. CC, CXX, AR and "
          "PKG_CONFIG are programs of this host that start the pinned tools through "
          "bwrap; they see every folder but /usr, /etc, /opt and the like, which are the "
          "toolchain's. The first folder of PATH is the pinned SDK's. Modules are the "
          "locked ones and nothing is downloaded: go get and crossroot lock come first, "
          "in a shell without this environment. GOFLAGS hold the recipe's tags and "
          "ldflags, and a flag given to go replaces its namesake there. GOCACHE is this "
          "target's alone. What is built is not judged: crossroot verify does that.",
      .examples = {"crossroot env linux-arm64", "crossroot env linux-arm64 --json",
                   "crossroot env linux-arm64 --sandbox"},
      .options = {{.name = "--json", .help = "as JSON"},
                  {.name = "--sandbox",
                   .help = "as go sees it in a build: paths inside the sandbox"}},
      .operand = {.name = "TARGET", .least = 1, .most = 1, .words = Words::target},
      .run = run};
}

} // namespace crossroot::cli
