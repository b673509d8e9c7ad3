// SPDX-License-Identifier: Apache-2.0
#include "recipe/policy_files.hpp"
#include "recipe/policy_sources.hpp"
#include "support/golden.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

using namespace crossroot;
using Words = std::vector<std::string>;

namespace {

namespace fs = std::filesystem;

/// A project folder with the policy files that a test writes.
class Project {
public:
  Project()
  {
    auto name = (fs::temp_directory_path() / "crossroot-policy-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) {
      path_ = name;
      fs::create_directory(path_ / "policies");
    }
  }
  ~Project() { fs::remove_all(path_); }
  Project(const Project&) = delete;
  Project& operator=(const Project&) = delete;

  Project& write(const std::string& name, const std::string& text)
  {
    std::ofstream(path_ / name) << text;
    return *this;
  }
  /// policies/NAME.toml with a head and the rest.
  Project& policy(const std::string& name, const std::string& rest)
  {
    return write("policies/" + name + ".toml",
                 "name = \"" + name + "\"\nsummary = \"s\"\n" + rest);
  }
  Result<AbiPolicy> resolve(const std::string& word) const
  {
    return PolicyFiles(path_).resolve(word);
  }
  Result<Recipe> recipe(const std::string& text)
  {
    write("crossroot.toml", text + "\n[target.a]\ntriplet = \"x86_64-linux-gnu\"\n");
    return read_recipe(path_ / "crossroot.toml");
  }

private:
  fs::path path_;
};

std::string refusal(const std::string& rest)
{
  const auto policy =
      parse_policy("name = \"mine\"\nsummary = \"s\"\n" + rest, "mine.toml");
  REQUIRE_FALSE(policy);
  CHECK(policy.error().kind() == ErrorKind::definition);
  return policy.error().render();
}

bool holds(const std::string& text, const std::string& part)
{
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_SUITE_BEGIN("recipe.policy_files");

TEST_CASE("every shipped policy can be read with all that it inherits")
{
  const auto all = shipped_policies();
  CHECK(all.size() >= 20);
  for (const auto& [name, summary] : all) {
    const auto policy = PolicyFiles().resolve(name);
    CHECK_MESSAGE(policy, name);
    CHECK_FALSE(summary.empty());
  }
}

TEST_CASE("what the known policies come to is as reviewed")
{
  for (const std::string name : {"el7", "hardened", "manylinux_2_17"}) {
    const auto text = abi_json(PolicyFiles().resolve(name).value()).render();
    CHECK(text == test::golden("policies/" + name + ".json", text));
  }
}

TEST_CASE("an unknown name is refused with the nearest one and its place")
{
  Project project;
  const auto recipe = project.recipe("[abi]\npolicy = \"el77\"");
  REQUIRE_FALSE(recipe);
  const auto text = recipe.error().render();
  CHECK(recipe.error().kind() == ErrorKind::definition);
  CHECK(holds(text, "crossroot.toml:2:10"));
  CHECK(holds(text, "did you mean \"el7\"?"));
}

TEST_CASE("an unknown key of a policy is refused with the nearest one")
{
  CHECK(holds(refusal("[abi]\nrelo = \"full\"\n"), "did you mean \"relro\"?"));
  CHECK(holds(refusal("[ceiling]\nglib = \"2.17\"\n"), "did you mean \"glibc\"?"));
  CHECK(holds(refusal("[ceiling.x86_64-linux-gn]\nglibc = \"2.17\"\n"),
              "did you mean \"x86_64-linux-gnu\"?"));
  CHECK(holds(refusal("inherits = [\"el7\"]\n"), "did you mean \"inherit\"?"));
  CHECK(holds(refusal("schema = 2\n"), "schema 2 is not known"));
  CHECK(holds(refusal("[abi]\npolicy = \"el7\"\n"), "by inherit"));
}

TEST_CASE("versions of a ceiling must be versions")
{
  CHECK(holds(refusal("[ceiling]\nglibc = \"new\"\n"), "mine.toml:4:9"));
  CHECK(holds(refusal("[ceiling]\nversions = { \"libz.so.1\" = \"1.2.9\" }\n"),
              "no version node"));
  CHECK(holds(refusal("[ceiling]\nversions = { \"libz.so.1\" = 3 }\n"), "a string"));
}

TEST_CASE("a level of the CPU is one that the triplet has")
{
  CHECK(holds(refusal("[ceiling.x86_64-linux-gnu]\ncpu-level = \"v9\"\n"),
              "one of v1, v2, v3, v4"));
  CHECK(holds(refusal("[ceiling.s390x-linux-gnu]\ncpu-level = \"z15\"\n"),
              "leave cpu-level out"));
  CHECK(holds(refusal("[ceiling]\ncpu-level = \"v1\"\n"), "cpu-level"));
}

TEST_CASE("a policy that inherits itself is refused on whatever way")
{
  Project project;
  project.policy("a", "inherit = [\"b\"]\n").policy("b", "inherit = [\"c\"]\n");
  project.policy("c", "inherit = [\"a\"]\n");
  const auto policy = project.resolve("a");
  REQUIRE_FALSE(policy);
  CHECK(holds(policy.error().render(), "policies/c.toml:3:11"));
  CHECK(holds(policy.error().render(), "inherits itself"));
}

TEST_CASE("a policy that is reached on two ways counts once")
{
  Project project;
  project.policy("top", "inherit = [\"left\", \"right\"]\n");
  project.policy("left", "inherit = [\"base\"]\n")
      .policy("right", "inherit = [\"base\"]");
  project.policy("base", "[ceiling]\nglibc = \"2.17\"\n");
  const auto policy = project.resolve("top");
  REQUIRE(policy);
  CHECK(policy->ceilings.size() == 1);
}

TEST_CASE("of two that ask the same the stricter holds in any order")
{
  Project project;
  project.policy("weak", "[abi]\npie = false\nrelro = \"partial\"\nstatic = false\n"
                         "forbid-symbols = [\"system\"]\n");
  project.policy("strong", "[abi]\npie = true\nrelro = \"full\"\nstatic = true\n"
                           "forbid-symbols = [\"popen\"]\n");
  project.policy("ab", "inherit = [\"weak\", \"strong\"]\n");
  project.policy("ba", "inherit = [\"strong\", \"weak\"]\n");
  for (const std::string name : {"ab", "ba"}) {
    const auto policy = project.resolve(name);
    REQUIRE(policy);
    CHECK(policy->pie == true);
    CHECK(policy->relro == "full");
    CHECK(policy->is_static == true);
    CHECK(policy->forbid_symbols == Words{"popen", "system"});
  }
}

TEST_CASE("a recipe cannot take back what its policy asks")
{
  Project project;
  const auto recipe =
      project.recipe("[abi]\npolicy = \"hardened\"\npie = false\nrelro = \"none\"");
  REQUIRE(recipe);
  CHECK(recipe->targets[0].abi.pie == true);
  CHECK(recipe->targets[0].abi.relro == "full");
}

TEST_CASE("a target may name other policies than the recipe")
{
  Project project;
  const auto recipe = project.recipe(
      "[abi]\npolicy = \"hardened\"\n[target.b]\ntriplet = \"x86_64-linux-gnu\"\n"
      "abi.policy = [\"el7\", \"el8\"]\n");
  REQUIRE(recipe);
  CHECK(recipe->targets[0].abi.relro == "full");
  CHECK(recipe->targets[1].abi.relro.empty());
  CHECK(recipe->targets[1].abi.ceilings.size() == 2);
}

TEST_CASE("a file in policies beside the recipe wins over a shipped one")
{
  Project project;
  project.policy("el7", "[abi]\nbuild-id = true\n");
  const auto recipe = project.recipe("[abi]\npolicy = \"el7\"");
  REQUIRE(recipe);
  CHECK(recipe->targets[0].abi.build_id == true);
  CHECK(recipe->targets[0].abi.ceilings.empty());
}

TEST_CASE("a policy is named by its path relative to the one that names it")
{
  Project project;
  project.policy("mine", "inherit = [\"../other.toml\"]\n");
  project.write("other.toml", "name = \"other\"\nsummary = \"s\"\n[abi]\npie = true\n");
  const auto recipe = project.recipe("[abi]\npolicy = \"policies/mine.toml\"");
  REQUIRE(recipe);
  CHECK(recipe->targets[0].abi.pie == true);
  CHECK_FALSE(PolicyFiles().resolve("./other.toml"));
  CHECK_FALSE(project.resolve("./absent.toml"));
}

TEST_CASE("the files that policies are read from are known and shipped ones are none")
{
  Project project;
  project.policy("mine", "inherit = [\"other\", \"el7\", \"../third.toml\"]\n");
  project.policy("other", "").policy("idle", "");
  project.write("third.toml", "name = \"third\"\nsummary = \"s\"\n");
  const auto recipe = project.recipe("[abi]\npolicy = [\"mine\", \"el8\"]");
  REQUIRE(recipe);
  Words names;
  for (const auto& file : policy_sources(*recipe)) {
    names.push_back(file.lexically_relative(recipe->folder).string());
  }
  CHECK(names == Words{"policies/mine.toml", "policies/other.toml", "third.toml"});
}

TEST_CASE("a policy and its file have one name")
{
  Project project;
  project.write("policies/a.toml", "name = \"b\"\nsummary = \"s\"\n");
  const auto policy = project.resolve("a");
  REQUIRE_FALSE(policy);
  CHECK(holds(policy.error().render(), "policies/a.toml:1:1"));
}

TEST_CASE("a triplet has its own ceiling in place of the general one")
{
  const auto policy = parse_policy(
      "name = \"m\"\nsummary = \"s\"\n[ceiling]\nglibc = \"2.17\"\nlibgcc = \"4.7.0\"\n"
      "[ceiling.aarch64-linux-gnu]\nglibc = \"2.18\"\n",
      "m.toml");
  REQUIRE(policy);
  const auto& rule = policy->abi.ceilings.at(0);
  CHECK(rule.at("x86_64-linux-gnu").glibc == Version{2, 17});
  CHECK(rule.at("aarch64-linux-gnu").glibc == Version{2, 18});
  CHECK(rule.at("aarch64-linux-gnu").libgcc == Version{4, 7, 0});
}

TEST_CASE("each key of a policy changes what stands in the key of verify")
{
  const auto text = [](const std::string& rest) {
    const auto policy = parse_policy("name = \"m\"\nsummary = \"s\"\n" + rest, "m.toml");
    REQUIRE(policy);
    return abi_json(policy->abi).render_compact();
  };
  const auto plain = text("");
  for (const auto* const rest :
       {"[abi]\nneeded = [\"libc.so.6\"]", "[abi]\npie = true", "[abi]\nbuild-id = true",
        "[abi]\nbind-now = true", "[abi]\nstatic = true", "[abi]\nrelro = \"full\"",
        "[abi]\ninterpreter = \"/lib/x\"", "[abi]\nforbid-symbols = [\"s\"]",
        "[abi.forbid-from]\n\"l\" = [\"s\"]", "[abi.forbid-versions]\n\"l\" = [\"s\"]",
        "[abi]\nexports = []", "[ceiling]\nglibc = \"2.17\"",
        "[ceiling]\nmusl = \"1.2.0\"", "[ceiling]\nlibstdcxx = \"3.4.19\"",
        "[ceiling]\nlibgcc = \"4.8.0\"", "[ceiling]\nkernel = \"3.10\"",
        "[ceiling]\nversions = { \"l\" = \"Z_1.2\" }",
        "[ceiling.x86_64-linux-gnu]\nglibc = \"2.17\"",
        "[abi]\nwaive = [{ check = \"pie\", reason = \"r\", until = 2027-01-01 }]"}) {
    CHECK_MESSAGE(text(rest) != plain, rest);
  }
}

TEST_SUITE_END();
