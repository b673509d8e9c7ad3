// SPDX-License-Identifier: Apache-2.0
// Whole builds in the real sandbox whose go is hostile_go.c: what it leaves in /out and
// does to the cache must not reach the store, nor survive the build.
#include "exec/build.hpp"
#include "integration/sandbox_fixture.hpp"
#include "os/files.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

using namespace crossroot;
namespace fs = std::filesystem;
using sandbox_test::World;

namespace {

/// Passes on to the real one, and looks at the folders that the inside may write to.
class WatchingSandbox final : public sandbox::Sandbox {
public:
  explicit WatchingSandbox(sandbox::Sandbox& real) : real_(real) {}
  Result<sandbox::SandboxOutcome> run(const sandbox::SandboxSpec& spec,
                                      const CancelToken& cancel) override
  {
    for (const auto& mount : spec.mounts) {
      struct stat status = {};
      if (mount.inside == "/out" &&
          ::stat(mount.host.parent_path().c_str(), &status) == 0) {
        parent_mode = status.st_mode & 07777;
        parent_owner = status.st_uid;
      }
    }
    auto outcome = real_.run(spec, cancel);
    if (outcome) {
      out = outcome->out;
    }
    return outcome;
  }
  std::uint32_t owner_uid() const override { return real_.owner_uid(); }

  unsigned parent_mode = 07777;
  std::uint32_t parent_owner = 0;
  std::string out;

private:
  sandbox::Sandbox& real_;
};

class HostileBuild {
public:
  HostileBuild()
      : store_(store::Store::open(world_.folder() / "store").value()),
        definitions_(Definitions::load({}).value()),
        recipe_(parse_recipe("[target.a]\ntriplet = \"x86_64-linux-gnu\"\n"
                             "base = \"debian-11\"\nfloor.glibc = \"2.17\"\n",
                             "/p/crossroot.toml")
                    .value()),
        sandbox_(world_.sandbox())
  {
    fs::permissions(world_.folder() / "store", fs::perms{0755});
  }

  /// One build; what went wrong, or "".
  std::string run(const std::string& deed)
  {
    Plan plan;
    Action build;
    build.kind = ActionKind::go_build;
    build.name = "go-build a";
    build.target = "a";
    build.settings = {{"arguments", "[]"}, {"env.HOSTILE", deed}, {"module", ""}};
    build.inputs["source"] = tree("main.go", "package main");
    build.inputs["sdk"] = sdk();
    build.inputs["std"] = std_seed();
    for (const auto* name : {"sysroot", "toolchain", "modules"}) {
      build.inputs[name] = tree("name", name);
    }
    plan.actions.push_back(build);
    const CancelToken cancel;
    const auto report = exec::run_plan(plan, {*store_,
                                              sandbox_,
                                              events_,
                                              cancel,
                                              recipe_,
                                              definitions_,
                                              lock_,
                                              {},
                                              sandbox_test::settings().inner,
                                              "p",
                                              {2026, 1, 1},
                                              1,
                                              development_cache});
    REQUIRE(report);
    REQUIRE(report->targets.size() == 1);
    bin = report->targets[0].bin;
    return report->targets[0].error ? report->targets[0].error->render() : "";
  }

  /// Names that staging folders left in the store.
  std::size_t leftovers() const
  {
    const fs::directory_iterator tmp(world_.folder() / "store/tmp");
    return static_cast<std::size_t>(std::distance(begin(tmp), end(tmp)));
  }
  store::Store& store() { return *store_; }
  const WatchingSandbox& sandbox() const { return sandbox_; }

  TreeDigest std_seed()
  {
    auto staged = store_->staging("test").value();
    for (const auto* name : {"00/one-d", "00/two-d", "00/two-a", "ff/three-d"}) {
      fs::create_directories((staged.path() / name).parent_path());
      std::ofstream(staged.path() / name) << name;
    }
    return store_->publish_tree(std::move(staged)).value();
  }

  std::optional<TreeDigest> bin;
  bool development_cache = true;

private:
  TreeDigest tree(const std::string& name, const std::string& content)
  {
    auto staged = store_->staging("test").value();
    std::ofstream(staged.path() / name) << content;
    return store_->publish_tree(std::move(staged)).value();
  }
  TreeDigest sdk()
  {
    auto staged = store_->staging("test").value();
    fs::create_directory(staged.path() / "bin");
    fs::copy_file(sandbox_test::hostile_go(), staged.path() / "bin/go");
    fs::permissions(staged.path() / "bin/go", fs::perms{0755});
    return store_->publish_tree(std::move(staged)).value();
  }

  World world_;
  std::unique_ptr<store::Store> store_;
  Definitions definitions_;
  Recipe recipe_;
  Lock lock_;
  SilentSink events_;
  WatchingSandbox sandbox_;
};

bool says(const std::string& text, const std::string& part)
{
  INFO(text);
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_SUITE_BEGIN("sandbox.outputs");

TEST_CASE("a build that leaves a plain file is collected")
{
  HostileBuild build;
  CHECK(build.run("none") == "");
  REQUIRE(build.bin);
  CHECK(os::read_file(build.store().tree_path(*build.bin) / "program").value() ==
        "program\n");
  CHECK(build.leftovers() == 0);
}

TEST_CASE("links and special files in the outputs are refused by name")
{
  HostileBuild build;
  for (const auto* deed :
       {"link-absolute", "link-dotdot", "link-input", "link-proc", "link-self"}) {
    CAPTURE(deed);
    CHECK(says(build.run(deed), "the build left the symbolic link \"program\""));
    CHECK_FALSE(build.bin);
  }
  for (const auto* deed : {"fifo", "socket"}) {
    CAPTURE(deed);
    CHECK(says(build.run(deed), "the build left the special file \"program\""));
  }
  CHECK(says(build.run("link-folder"), "the build left no folder \"bin\""));
  CHECK(build.leftovers() == 0);
}

TEST_CASE("devices and extended attributes cannot even be made")
{
  HostileBuild build;
  CHECK(build.run("device") == "");
  CHECK(build.run("attributes") == "");
}

TEST_CASE("outputs that are too large or too deep or ill-named are refused")
{
  HostileBuild build;
  CHECK(says(build.run("sparse"), "more than 16384 MiB"));
  CHECK(says(build.run("deep"), "more than 100 folders within each other"));
  CHECK(says(build.run("newline"), "ill-named file \"new\\x0aline\""));
  CHECK(says(build.run("no-utf8"), "ill-named file \"\\xff\\xfe\\x1b[31m\""));
  CHECK(build.leftovers() == 0);
}

TEST_CASE("what a failed build left is cleared away and was out of reach of other users")
{
  HostileBuild build;
  CHECK(says(build.run("closed"), "go failed: exit code 1"));
  CHECK(build.leftovers() == 0);
  CHECK((build.sandbox().parent_mode & 0027) == 0);
  CHECK(build.sandbox().parent_owner == ::geteuid());
}

TEST_CASE("code in a build can spoil its own cache but nothing of the store")
{
  for (const bool development : {true, false}) {
    CAPTURE(development);
    HostileBuild build;
    build.development_cache = development;
    const auto seed = build.store().tree_path(build.std_seed());
    CHECK(build.run("cache") == "");
    CHECK(build.sandbox().out == "2 files spoilt\n"); // trim.txt and the index entry
    const auto damaged = build.store().verify();
    REQUIRE(damaged);
    CHECK(damaged->empty());
    for (const auto* name : {"00/one-d", "00/two-d", "00/two-a", "ff/three-d"}) {
      CHECK(os::read_file(seed / name).value() == name);
      struct stat status = {};
      REQUIRE(::stat((seed / name).c_str(), &status) == 0);
      CHECK((status.st_mode & 0777) == 0444);
    }
  }
}
