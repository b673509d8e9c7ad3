// SPDX-License-Identifier: Apache-2.0
#include "exec/urgency.hpp"

#include <doctest/doctest.h>

using namespace crossroot;

namespace {

constexpr std::uint64_t k_megabyte = 1'000'000;

Action action(ActionKind kind, const std::string& name)
{
  Action made;
  made.kind = kind;
  made.name = name;
  return made;
}

Action package(const std::string& name)
{
  auto made = action(ActionKind::unpack, name);
  made.inputs["package"] = Digest::of(name);
  return made;
}

std::vector<std::string> names(const std::vector<const Action*>& actions)
{
  std::vector<std::string> all;
  for (const auto* const one : actions) {
    all.push_back(one->name);
  }
  return all;
}

} // namespace

TEST_SUITE_BEGIN("exec.urgency");

TEST_CASE("the largest package is unpacked first")
{
  Plan plan;
  plan.actions = {package("a"), package("b"), package("c")};
  const auto order = exec::by_urgency(plan, [](const Digest& blob) {
    return blob == Digest::of("b") ? 30 * k_megabyte : k_megabyte;
  });
  CHECK(names(order) == std::vector<std::string>{"b", "a", "c"});
}

TEST_CASE("what the compiler waits for goes before what only a smoke command needs")
{
  Plan plan;
  auto root = action(ActionKind::compose, "runtime root");
  root.inputs["a"] = OutputOf{"for the runtime", "tree"};
  auto sysroot = action(ActionKind::compose, "sysroot");
  sysroot.inputs["a"] = OutputOf{"for the sysroot", "tree"};
  auto build = action(ActionKind::go_build, "build");
  build.inputs["sysroot"] = OutputOf{"sysroot", "tree"};
  auto smoke = action(ActionKind::smoke, "smoke");
  smoke.inputs["bin"] = OutputOf{"build", "bin"};
  smoke.inputs["root"] = OutputOf{"runtime root", "tree"};
  plan.actions = {package("for the runtime"),
                  root,
                  package("for the sysroot"),
                  sysroot,
                  build,
                  smoke};
  const auto order = exec::by_urgency(plan, [](const Digest& blob) {
    return blob == Digest::of("for the runtime") ? 30 * k_megabyte : k_megabyte;
  });
  CHECK(names(order) == std::vector<std::string>{"for the sysroot", "sysroot", "build",
                                                 "for the runtime", "runtime root",
                                                 "smoke"});
}
