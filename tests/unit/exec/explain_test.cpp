// SPDX-License-Identifier: Apache-2.0
#include "exec/action_key.hpp"
#include "exec/progress.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "bench.hpp"

using namespace crossroot;
using namespace crossroot::test;
using State = exec::ActionExplanation::State;

namespace {

exec::ActionExplanation explain_one(ExecBench& bench, const std::string& action)
{
  const auto explanation =
      exec::explain(bench.plan(), action.substr(action.size() - 1), bench.context());
  REQUIRE_MESSAGE(explanation, explanation.error().render());
  const auto found =
      std::find_if(explanation->actions.begin(), explanation->actions.end(),
                   [&](const auto& each) { return each.action == action; });
  REQUIRE(found != explanation->actions.end());
  return *found;
}

} // namespace

TEST_SUITE_BEGIN("exec.explain");

TEST_CASE("before the first build everything was never built here")
{
  ExecBench bench;
  const auto build = explain_one(bench, "go-build a");
  CHECK(build.state == State::would_run);
  CHECK(build.reasons.at(0).entry == "never built here");
  CHECK(explain_one(bench, "verify a").waits == std::vector<std::string>{"go-build a"});
  CHECK(bench.sandbox().runs() == 0);
}

TEST_CASE("after a build nothing would run")
{
  ExecBench bench;
  REQUIRE(exec::run_plan(bench.plan(), bench.context()));
  const auto explanation = exec::explain(bench.plan(), "", bench.context()).value();
  CHECK(explanation.render().empty());
  CHECK(explanation.actions.size() == 6);
}

TEST_CASE("a changed source file is named")
{
  ExecBench bench;
  REQUIRE(exec::run_plan(bench.plan(), bench.context()));
  bench.source = bench.tree({{"main.go", "package main // changed"}});
  const auto build = explain_one(bench, "go-build a");
  CHECK(build.state == State::would_run);
  REQUIRE(build.reasons.size() == 1);
  CHECK(build.reasons[0].entry == "source: main.go changed");
  const auto verify = explain_one(bench, "verify a");
  CHECK(verify.state == State::waits);
  CHECK(verify.reasons.empty());
}

TEST_CASE("files that came and went are named")
{
  ExecBench bench;
  REQUIRE(exec::run_plan(bench.plan(), bench.context()));
  bench.source = bench.tree({{"other.go", "package main"}});
  const auto build = explain_one(bench, "go-build a");
  REQUIRE(build.reasons.size() == 2);
  CHECK(build.reasons[0].entry == "source: main.go removed");
  CHECK(build.reasons[1].entry == "source: other.go added");
}

TEST_CASE("a changed flag is named with both values")
{
  ExecBench bench;
  REQUIRE(exec::run_plan(bench.plan(), bench.context()));
  bench.flags = "-O3";
  const auto build = explain_one(bench, "go-build a");
  REQUIRE(build.reasons.size() == 1);
  CHECK(build.reasons[0].entry == "env.FLAGS");
  CHECK(build.reasons[0].before == "-O2");
  CHECK(build.reasons[0].after == "-O3");
}

TEST_CASE("going back and forth is explained against the newest build")
{
  ExecBench bench;
  REQUIRE(exec::run_plan(bench.plan(), bench.context()));
  bench.flags = "-O3";
  REQUIRE(exec::run_plan(bench.plan(), bench.context()));
  bench.flags = "-O2";
  REQUIRE(exec::run_plan(bench.plan(), bench.context())); // all from the store
  bench.flags = "-O1";
  CHECK(explain_one(bench, "go-build a").reasons.at(0).before == "-O2");
}

TEST_CASE("an abi change explains verify alone")
{
  ExecBench bench;
  REQUIRE(exec::run_plan(bench.plan(), bench.context()));
  bench.abi = "{\"pie\":true}";
  const auto explanation = exec::explain(bench.plan(), "a", bench.context()).value();
  CHECK(explanation.render() == "verify a\n  abi.pie: none → true\n");
}

TEST_CASE("a changed policy version is named with both values")
{
  ExecBench bench;
  REQUIRE(exec::run_plan(bench.plan(), bench.context()));
  bench.policy = "sandbox-2";
  const auto build = explain_one(bench, "go-build a");
  REQUIRE(build.reasons.size() == 1);
  CHECK(build.reasons[0].entry == "policy.sandbox");
  CHECK(build.reasons[0].before == "sandbox-1");
  CHECK(build.reasons[0].after == "sandbox-2");
}

TEST_CASE("what another project built is remembered for this one too")
{
  ExecBench bench;
  REQUIRE(exec::run_plan(bench.plan(), bench.context()));
  bench.project = "other";
  REQUIRE(exec::run_plan(bench.plan(), bench.context())); // all from the store
  bench.flags = "-O3";
  const auto build = explain_one(bench, "go-build a");
  CHECK(build.reasons.at(0).before == "-O2");
}

TEST_CASE("an action whose name holds the version that moved has a past")
{
  ExecBench bench;
  Action action;
  action.kind = ActionKind::std_seed;
  action.name = "std go1.25.5 x86_64-linux-gnu 2.17";
  action.target = "a";
  store::ActionRecord record;
  record.entries = {{"setting.floor", "2.17"}};
  record.key = exec::key_of(record.entries);
  record.name = action.name;
  REQUIRE(bench.store().record_action(record, bench.project));
  const auto context = bench.context();
  REQUIRE(exec::remember(action, record.key, context));
  action.name = "std go1.25.6 x86_64-linux-gnu 2.18";
  const auto last = exec::last_of(action, context).value();
  REQUIRE(last);
  CHECK(last->entries == record.entries);
  action.target = "b"; // which may differ from the other in its floor alone
  CHECK_FALSE(exec::last_of(action, context).value());
}

TEST_CASE("the bytes of the inner executable are in no key")
{
  ExecBench bench;
  REQUIRE(exec::run_plan(bench.plan(), bench.context()));
  std::ofstream(bench.context().inner) << "of another compiler";
  CHECK(exec::run_plan(bench.plan(), bench.context())->ran == 0);
}
