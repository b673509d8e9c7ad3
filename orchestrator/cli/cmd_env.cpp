// SPDX-License-Identifier: Apache-2.0
#include "base/json.hpp"
#include "cli/workspace.hpp"
#include "toolchain/toolchain.hpp"

namespace crossroot::cli {

namespace {

/// In single quotes, as a POSIX shell reads it.
std::string shell_quoted(const std::string& text)
{
  std::string out = "'";
  for (const char c : text) {
    out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return out + "'";
}

Result<int> run(Session& session, const Invocation& invocation)
{
  CROSSROOT_TRY(const auto workspace, Workspace::open(session, invocation));
  CROSSROOT_TRY(const TargetSpec* const target,
                workspace->target(invocation.operands.front()));
  Json::Object object;
  std::string text;
  for (const auto& [name, value] : toolchain::go_environment(*target)) {
    object[name] = value;
    text += name + "=" + shell_quoted(value) + "\n";
  }
  session.printer.answer(
      invocation.has("--json")
          ? Json(Json::Object{{"schema", 1}, {"environment", std::move(object)}}).render()
          : text);
  return 0;
}

} // namespace

Command env_command()
{
  return {.name = "env",
          .summary = "prints the whole environment that go is run with",
          .text =
              "Paths are those inside the sandbox: /cc, /sysroot, /go. Each line is a "
              "shell assignment.",
          .examples = {"crossroot env linux-arm64", "crossroot env linux-arm64 --json"},
          .options = {{.name = "--json", .help = "as JSON"}},
          .operand = {.name = "TARGET", .least = 1, .most = 1, .words = Words::target},
          .run = run};
}

} // namespace crossroot::cli
