// SPDX-License-Identifier: Apache-2.0
#include "support/golden.hpp"
#include "unit/verify/runs_on_fixture.hpp"

using namespace crossroot;
using catalog::Answer;
using catalog::Obstacle;
using test::ask;
using test::demand_of_spec;
using test::golden;
using test::picky_program;
using verify::Proof;

namespace {

verify::RunsOn picky_reach()
{
  auto reach = ask();
  verify::add_file(reach, demand_of_spec(picky_program()));
  return reach;
}

Proof proof_of(Proof::Outcome outcome, catalog::Verdict expected)
{
  return {"New 1", outcome, "", std::move(expected)};
}

} // namespace

TEST_SUITE_BEGIN("verify.runs_on");

TEST_CASE("every system gets a verdict with its first reason")
{
  const auto reach = picky_reach();
  const auto& verdicts = reach.files.front().verdicts;
  REQUIRE(verdicts.size() == 5);
  CHECK(verdicts[0].reason == "needs glibc 2.34, has 2.17");
  CHECK(verdicts[2].answer == Answer::loads);
  CHECK(verdicts[3].answer == Answer::unknown);
  CHECK(verdicts[4].obstacle == Obstacle::libc_kind);
}

TEST_CASE("names choose systems in any case of letters and wrong ones are refused")
{
  CHECK(ask({"new 1"}).systems.size() == 1);
  const auto wrong =
      verify::choose_systems(test::small_table(), {"New 2"}, verify::Life::all, {});
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().kind() == ErrorKind::usage);
  CHECK(wrong.error().render().find("did you mean \"New 1\"?") != std::string::npos);
}

TEST_CASE("the dead are left out and counted unless they are asked for by name")
{
  const auto living = ask({}, verify::Life::supported);
  CHECK(living.left_out == 1);
  CHECK(living.systems.front().name() == "Old 7");
  CHECK(ask({"Old 8"}, verify::Life::supported).systems.size() == 1);
}

TEST_CASE("all load only where no verdict is a refusal or a doubt")
{
  auto reach = ask({"New 1"});
  verify::add_file(reach, demand_of_spec(picky_program()));
  CHECK(reach.all_load());
  reach.files.front().proofs = {proof_of(Proof::Outcome::refuses, {})};
  CHECK_FALSE(reach.all_load());
  CHECK_FALSE(picky_reach().all_load());
  auto doubt = ask({"Vague rolling"});
  verify::add_file(doubt, demand_of_spec(picky_program()));
  CHECK_FALSE(doubt.all_load());
}

TEST_CASE("older systems say which nodes bar them and beyond mending is left out")
{
  const auto reach = picky_reach();
  const auto obstructions = verify::obstructions_of(reach, reach.files.front());
  REQUIRE(obstructions.size() == 2);
  CHECK(obstructions[0].systems == std::vector<std::string>{"Old 8"});
  CHECK(obstructions[0].nodes == std::vector<std::size_t>{0, 3});
  CHECK(obstructions[1].nodes == std::vector<std::size_t>{0, 1, 3});
}

TEST_CASE("what no symbol asks for is named as a reason")
{
  auto spec = picky_program();
  spec.symbols.clear();
  spec.data = test::make_go_record("go1.25.5", "path\tx\nbuild\tGOAMD64=v2\n");
  auto reach = ask({"Old 8"});
  verify::add_file(reach, demand_of_spec(spec));
  const auto obstructions = verify::obstructions_of(reach, reach.files.front());
  REQUIRE(obstructions.size() == 1);
  CHECK(obstructions[0].reasons ==
        std::vector<std::string>{"needs x86-64-v2, starts at x86-64"});
}

TEST_CASE("the table of verdicts is as reviewed")
{
  const auto text = verify::render_reach(picky_reach(), {});
  CHECK(text == golden("verify/runs-on.txt", text));
}

TEST_CASE("the way to older systems is as reviewed")
{
  const auto text = verify::render_oldest(picky_reach(), {});
  CHECK(text == golden("verify/runs-on-oldest.txt", text));
}

TEST_CASE("the JSON of a reach is as reviewed")
{
  auto reach = picky_reach();
  reach.files.front().proofs = {
      proof_of(Proof::Outcome::refuses, {Answer::loads, Obstacle::none, ""})};
  const auto text = verify::reach_json(reach).render();
  CHECK(text == golden("verify/runs-on.json", text));
}

TEST_CASE("colour is an ornament of the verdict and of nothing else")
{
  const auto plain = verify::render_reach(picky_reach(), {});
  CHECK(plain.find('\x1b') == std::string::npos);
  auto colored = verify::render_reach(picky_reach(), {.color = true});
  CHECK(colored.find("\x1b[31mrefuses\x1b[0m  needs glibc 2.34") != std::string::npos);
  for (const std::string code : {"\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[0m"}) {
    for (auto at = colored.find(code); at != std::string::npos; at = colored.find(code)) {
      colored.erase(at, code.size());
    }
  }
  CHECK(colored == plain);
}

TEST_CASE("a name from outside cannot steer the terminal")
{
  auto reach = ask();
  verify::add_file(reach, demand_of_spec(picky_program(), "a\x1b[2Jb\nc\u202ed"));
  const auto text = verify::render_reach(reach, {});
  CHECK(text.find("a\\x1b[2Jb\\x0ac\\u202ed: ") == 0);
}

TEST_CASE("table and proof differ where one loads and the other refuses")
{
  using Outcome = Proof::Outcome;
  const catalog::Verdict loads;
  const catalog::Verdict refuses{Answer::refuses, Obstacle::libc, "needs glibc 2.34"};
  const catalog::Verdict doubt{Answer::unknown, Obstacle::libgcc, "needs libgcc"};
  const catalog::Verdict cpu{Answer::refuses, Obstacle::cpu, "needs x86-64-v3"};
  CHECK(verify::difference_of(proof_of(Outcome::loads, loads)).empty());
  CHECK(verify::difference_of(proof_of(Outcome::refuses, refuses)).empty());
  CHECK(verify::difference_of(proof_of(Outcome::refuses, loads)) ==
        "the table lets it load, yet it is refused");
  CHECK(verify::difference_of(proof_of(Outcome::loads, refuses)) ==
        "the table refuses (needs glibc 2.34), yet it loads");
  CHECK(verify::difference_of(proof_of(Outcome::loads, doubt)) ==
        "the table does not know; it loads");
  CHECK(verify::difference_of(proof_of(Outcome::loads, cpu)).empty());
  const catalog::Verdict passed_over{Answer::refuses, Obstacle::relocations, "DT_RELR"};
  CHECK(verify::difference_of(proof_of(Outcome::loads, passed_over)).empty());
  CHECK(verify::difference_of(proof_of(Outcome::skipped, refuses)).empty());
  CHECK(verify::difference_of(proof_of(Outcome::partly, loads)).empty());
  CHECK(verify::difference_of(proof_of(Outcome::partly, refuses)) ==
        "the table refuses (needs glibc 2.34), yet it loads");
  auto unlisted = proof_of(Outcome::refuses, loads);
  unlisted.expected.reset();
  CHECK(verify::difference_of(unlisted).empty());
}

TEST_CASE("support is said in words that fit the day")
{
  const auto& table = test::small_table();
  CHECK(verify::support_words(table[0], {2024, 6, 30}) == "until 2024-06-30");
  CHECK(verify::support_words(table[0], {2024, 7, 1}) == "long-term until 2028-06-30");
  CHECK(verify::support_words(table[1], {2024, 8, 15}) == "ended 2024-08-14");
  CHECK(verify::support_words(table[3], {2024, 8, 15}) == "rolling");
}

TEST_SUITE_END();
