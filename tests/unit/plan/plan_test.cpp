// SPDX-License-Identifier: Apache-2.0
#include "plan/plan.hpp"
#include "plan/settle.hpp"
#include "support/golden.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace crossroot;

namespace {

constexpr std::string_view k_recipe = R"(
name = "inventory"
[go]
sdk = "1.25.5"
[cc]
toolchain = "test-tools"
[target.amd64]
triplet = "x86_64-linux-gnu"
base = "test-base"
floor.glibc = "2.17"
[target.amd64-new]
triplet = "x86_64-linux-gnu"
base = "test-base"
[target.arm64]
triplet = "aarch64-linux-gnu"
base = "test-base"
floor.glibc = "2.17"
[smoke]
command = ["inventory"]
)";

Definitions test_definitions()
{
  return Definitions::load({CROSSROOT_SOURCE_DIR "/tests/golden/plan/definitions"})
      .value();
}

LockedPackage package(std::string tree, std::string name, std::string arch)
{
  LockedPackage out;
  out.tree = std::move(tree);
  out.name = std::move(name);
  out.version = "1.0-1";
  out.arch = std::move(arch);
  out.sha256 = Digest::of(out.name + out.arch);
  return out;
}

Lock test_lock()
{
  Lock lock;
  for (const auto& [triplet, arch] :
       {std::pair{"x86_64-linux-gnu", "amd64"}, {"aarch64-linux-gnu", "arm64"}}) {
    const std::string suffix = std::string(triplet) + " test-base";
    lock.packages.push_back(package("sysroot " + suffix, "libc6", arch));
    lock.packages.push_back(package("sysroot " + suffix, "libc6-dev", arch));
    lock.packages.push_back(package("runtime " + suffix, "libc6", arch));
  }
  lock.packages.push_back(package("toolchain test-tools amd64", "clang-19", "amd64"));
  lock.sdk.version = "1.25.5";
  lock.sdk.host = "linux-amd64";
  lock.sdk.kind = "module";
  lock.sdk.sha256 = Digest::of("sdk");
  LockedModule module;
  module.path = "example.com/m";
  module.version = "v1.0.0";
  module.h1 = "h1:abc";
  module.mod = Digest::of("mod");
  module.zip = Digest::of("zip");
  lock.modules.push_back(module);
  return lock;
}

/// A request whose every part a test may change before it asks for the plan.
struct Case {
  Recipe recipe = parse_recipe(k_recipe, "/p/crossroot.toml").value();
  Lock lock = test_lock();
  Definitions definitions = test_definitions();
  std::vector<std::string> targets;
  TreeDigest source{Digest::of("source")};
  std::map<std::string, std::map<ActionKind, std::map<std::string, std::string>>>
      settings;

  Case()
  {
    for (const auto& target : recipe.targets) {
      settings[target.name][ActionKind::unpack]["policy.unpack"] = "unpack-1";
      settings[target.name][ActionKind::go_build]["arguments"] = "[\"build\"]";
      settings[target.name][ActionKind::verify]["abi"] = "{}";
    }
  }
  Result<Plan> plan() const
  {
    return make_plan({recipe, lock, definitions, targets, source, settings});
  }
};

std::set<std::string> moved(const Plan& before, const Plan& after)
{
  std::set<std::string> names;
  for (const auto& action : before.actions) {
    const auto* other = after.find(action.name);
    if (other == nullptr || other->id != action.id) {
      names.insert(action.name);
    }
  }
  return names;
}

} // namespace

TEST_SUITE_BEGIN("plan.plan");

TEST_CASE("libraries of an rpm base are there for the CPUs that rpm has names of")
{
  const auto definitions = Definitions::load({}).value();
  const auto answer = [&](const std::string& triplet, const std::string& from) {
    const auto recipe = parse_recipe("schema = 1\nname = \"x\"\n[libraries]\npackages = "
                                     "[\"zlib-devel\"]\nfrom = \"" +
                                         from + "\"\n[target.t]\ntriplet = \"" + triplet +
                                         "\"\nbase = \"el8\"\n",
                                     "crossroot.toml");
    REQUIRE(recipe);
    const auto settled = settle(*recipe, definitions);
    return settled ? settled->targets[0].libraries.from : settled.error().render();
  };
  CHECK(answer("x86_64-linux-gnu", "el8") == "el8");
  CHECK(answer("aarch64-linux-gnu", "el9") == "el9");
  CHECK(answer("aarch64-linux-gnu", "el7").find("is older than") != std::string::npos);
  CHECK(answer("s390x-linux-gnu", "amazon-2").find("it has no packages for s390x") !=
        std::string::npos);
}

TEST_CASE("the plan of a fixed recipe and lock is the golden one")
{
  const auto plan = Case().plan();
  REQUIRE_MESSAGE(plan, plan.error().render());
  const auto text = plan->to_json().render();
  CHECK(text == test::golden("plan/three-targets.json", text));
}

TEST_CASE("every input stands before its user and every id is its own")
{
  const auto plan = Case().plan().value();
  std::set<std::string> before;
  std::set<ActionId> ids;
  for (const auto& action : plan.actions) {
    for (const auto& [name, input] : action.inputs) {
      if (const auto* output = std::get_if<OutputOf>(&input)) {
        CHECK_MESSAGE(before.contains(output->action), action.name);
      }
    }
    CHECK_MESSAGE(before.insert(action.name).second, action.name);
    CHECK_MESSAGE(ids.insert(action.id).second, action.name);
  }
}

TEST_CASE("two floors on one base share everything below the floor")
{
  Case one;
  one.targets = {"amd64"};
  const auto alone = one.plan().value();
  one.targets = {"amd64", "amd64-new"};
  const auto both = one.plan().value();
  // floor, compat, sysroot, std, go-build, verify, smoke of the second target.
  CHECK(both.actions.size() == alone.actions.size() + 7);
}

TEST_CASE("a changed source moves the build and what follows and nothing else")
{
  Case changed;
  const auto before = changed.plan().value();
  changed.targets = {"arm64"};
  const auto arm = changed.plan().value();
  changed.source = TreeDigest{Digest::of("other source")};
  const auto after = changed.plan().value();
  CHECK(moved(arm, after) ==
        std::set<std::string>{"go-build arm64", "verify arm64", "smoke arm64"});
}

TEST_CASE("a changed abi setting moves verify alone")
{
  Case changed;
  const auto before = changed.plan().value();
  changed.settings["arm64"][ActionKind::verify]["abi"] = "{\"relro\":\"full\"}";
  CHECK(moved(before, changed.plan().value()) == std::set<std::string>{"verify arm64"});
}

TEST_CASE("a changed smoke command moves smoke alone")
{
  Case changed;
  changed.targets = {"arm64"};
  const auto before = changed.plan().value();
  changed.recipe.smoke.command.emplace_back("--version");
  CHECK(moved(before, changed.plan().value()) == std::set<std::string>{"smoke arm64"});
}

TEST_CASE("a changed package moves its unpack and all that is built on it")
{
  Case changed;
  const auto before = changed.plan().value();
  for (auto& package : changed.lock.packages) {
    if (package.name == "libc6-dev" && package.arch == "arm64") {
      package.sha256 = Digest::of("another");
    }
  }
  const auto names = moved(before, changed.plan().value());
  CHECK(names.contains("unpack test-base libc6-dev arm64"));
  CHECK(names.contains("go-build arm64"));
  CHECK_FALSE(names.contains("go-build amd64"));
  CHECK_FALSE(names.contains("unpack test-base libc6 arm64"));
}

TEST_CASE("a floor that is not written is the base's own")
{
  Case any;
  const auto settled = settle(any.recipe, any.definitions).value();
  CHECK(settled.find_target("amd64-new")->floor.libc == Version{2, 31});
  CHECK(settled.find_target("amd64")->floor.libc == Version{2, 17});
}

TEST_CASE("an unknown target is a usage error with the nearest name")
{
  Case wrong;
  wrong.targets = {"arm65"};
  const auto plan = wrong.plan();
  REQUIRE_FALSE(plan);
  CHECK(plan.error().kind() == ErrorKind::usage);
  CHECK(plan.error().hints().at(0) == "did you mean \"arm64\"?");
}

TEST_CASE("a lock without a wanted tree is stale")
{
  Case stale;
  std::erase_if(stale.lock.packages,
                [](const auto& package) { return package.tree.starts_with("runtime"); });
  const auto plan = stale.plan();
  REQUIRE_FALSE(plan);
  CHECK(plan.error().kind() == ErrorKind::lock_stale);
}

TEST_CASE("a line of the rendered plan is a short id and a name")
{
  Case one;
  one.targets = {"arm64"};
  const auto plan = one.plan().value();
  const auto& last = plan.actions.back();
  CHECK(last.name == "smoke arm64");
  CHECK(plan.render().ends_with(last.id.short_form() + "  smoke arm64\n"));
}

namespace {

/// A plan whose amd64 target takes a library.
Case with_library(const std::string& link)
{
  Case one;
  one.targets = {"amd64"};
  for (auto& target : one.recipe.targets) {
    if (target.name == "amd64") {
      target.libraries.packages = {"libz-dev"};
      target.libraries.link = link;
    }
  }
  one.lock.packages.push_back(package("libraries amd64", "libz-dev", "amd64"));
  return one;
}

} // namespace

TEST_CASE("libraries reach the program and not the standard library")
{
  Case before;
  before.targets = {"amd64"};
  const auto plan = with_library("static").plan();
  REQUIRE_MESSAGE(plan, plan.error().render());
  CHECK(plan->find("libraries amd64") != nullptr);
  CHECK(moved(before.plan().value(), *plan) ==
        std::set<std::string>{"go-build amd64", "verify amd64", "smoke amd64"});
  CHECK_FALSE(plan->find("verify amd64")->inputs.contains("third-party"));
  auto unlocked = with_library("static");
  unlocked.lock.packages.pop_back();
  CHECK(unlocked.plan().error().kind() == ErrorKind::lock_stale);
}

TEST_CASE("programs that load libraries are verified and run with them")
{
  const auto shared = with_library("shared").plan().value();
  CHECK(shared.find("verify amd64")->inputs.contains("third-party"));
  const auto& root = std::get<OutputOf>(shared.find("smoke amd64")->inputs.at("root"));
  CHECK(root.action.ends_with(" and libraries amd64"));
  CHECK(shared.find(root.action)->inputs.contains("package.libz-dev:amd64"));
  // Bundled ones stand beside the program: the root needs none.
  const auto bundled = with_library("bundled").plan().value();
  const auto& plain = std::get<OutputOf>(bundled.find("smoke amd64")->inputs.at("root"));
  CHECK(plain.action == "compose runtime x86_64-linux-gnu test-base");
}

TEST_CASE("a shared C++ runtime below the base's own is refused")
{
  auto recipe = parse_recipe(k_recipe, "/p/crossroot.toml").value();
  auto& target = recipe.targets.at(0);
  target.floor.libstdcxx = *Version::parse("3.4.19");
  CHECK(settle(recipe, test_definitions()));
  target.cc.runtime = "shared";
  const auto refused = settle(recipe, test_definitions());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().render().find("below the libstdc++ 3.4.28 of test-base") !=
        std::string::npos);
  CHECK(refused.error().hints().at(0).find("\"static\"") != std::string::npos);
  target.floor.libstdcxx = *Version::parse("3.4.28");
  CHECK(settle(recipe, test_definitions()));
}

TEST_CASE("libraries come from a distribution that is not older than the base")
{
  auto one = with_library("static");
  one.recipe.targets.at(0).libraries.from = "test-tools";
  const auto refused = one.plan();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().render().find("it is no sysroot of the target's libc") !=
        std::string::npos);
}
