// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exec/build.hpp"
#include "support/fake_sandbox.hpp"

#include <fstream>

namespace crossroot::test {

/// A store, a recipe with two targets and a plan for each made of go-build, verify and
/// smoke, whose trees are small and made up. The fake sandbox stands for go.
class ExecBench {
public:
  ExecBench()
      : folder_(os::TempFolder::make(std::filesystem::temp_directory_path(), "exec-")
                    .value()),
        store_(store::Store::open(folder_.path() / "store").value()),
        definitions_(Definitions::load({}).value()),
        recipe_(parse_recipe(
                    "[target.a]\ntriplet = \"x86_64-linux-gnu\"\nbase = \"debian-11\"\n"
                    "floor.glibc = \"2.17\"\n"
                    "[target.b]\ntriplet = \"aarch64-linux-gnu\"\n"
                    "base = \"debian-11\"\nfloor.glibc = \"2.17\"\n"
                    "[smoke]\ncommand = [\"prog\"]\nstdout = \"hello\"\n",
                    "/p/crossroot.toml")
                    .value()),
        sandbox_([this](const auto& spec) { return go(spec); })
  {
    std::ofstream(folder_.path() / "inner") << "inner";
    source = tree({{"main.go", "package main"}});
  }

  /// A tree of these files in the store.
  TreeDigest tree(const std::map<std::string, std::string>& files)
  {
    auto staged = store_->staging("test").value();
    for (const auto& [name, content] : files) {
      std::filesystem::create_directories((staged.path() / name).parent_path());
      std::ofstream(staged.path() / name) << content;
    }
    return store_->publish_tree(std::move(staged)).value();
  }

  Plan plan()
  {
    Plan made;
    for (const std::string target : {"a", "b"}) {
      Action build;
      build.kind = ActionKind::go_build;
      build.name = "go-build " + target;
      build.target = target;
      build.settings = {{"arguments", "[\"build\",\"" + target + "\"]"},
                        {"env.FLAGS", flags},
                        {"policy.sandbox", policy},
                        {"module", ""}};
      build.inputs["source"] = source;
      for (const auto* name : {"sdk", "sysroot", "toolchain", "modules", "std"}) {
        build.inputs[name] = tree({{"name", name}});
      }
      made.actions.push_back(build);
      Action verify;
      verify.kind = ActionKind::verify;
      verify.name = "verify " + target;
      verify.target = target;
      verify.settings = {{"abi", abi}, {"triplet", target}};
      verify.inputs["bin"] = OutputOf{build.name, "bin"};
      verify.inputs["libraries"] = tree({{"usr/lib/libc.so.6", "libc"}});
      made.actions.push_back(verify);
      Action smoke;
      smoke.kind = ActionKind::smoke;
      smoke.name = "smoke " + target;
      smoke.target = target;
      smoke.settings["triplet"] = target;
      smoke.inputs["bin"] = OutputOf{build.name, "bin"};
      smoke.inputs["root"] = tree({{"usr/lib/libc.so.6", "libc"}});
      made.actions.push_back(smoke);
    }
    return made;
  }

  exec::ExecContext context()
  {
    return {*store_,
            sandbox_,
            events_,
            cancel,
            recipe_,
            definitions_,
            lock_,
            [this](const auto&, const auto&) { return smoke_outcome(); },
            folder_.path() / "inner",
            project,
            {2026, 1, 1},
            2,
            development_cache};
  }

  store::Store& store() { return *store_; }
  FakeSandbox& sandbox() { return sandbox_; }
  std::filesystem::path out() const { return folder_.path() / "out"; }

  TreeDigest source;
  std::string flags = "-O2";
  std::string policy = "sandbox-1";
  std::string abi = "{}";
  std::string program = "no ELF file";
  std::string smoke_output = "hello\n";
  std::string failing_target; ///< go fails for it
  bool development_cache = true;
  std::string project = "project";
  CancelToken cancel;

private:
  Result<sandbox::SandboxOutcome> go(const sandbox::SandboxSpec& spec)
  {
    sandbox::SandboxOutcome outcome;
    if (spec.argv.back() == failing_target) {
      outcome.code = 1;
      outcome.err = "# example.com/x\nmain.go:3: undefined: foo\n";
      return outcome;
    }
    const auto file = FakeSandbox::host_of(spec, "/out") / "bin/prog";
    std::ofstream(file) << program;
    std::filesystem::permissions(file, std::filesystem::perms(0755));
    return outcome;
  }
  Result<exec::ProgramRunOutcome> smoke_outcome()
  {
    exec::ProgramRunOutcome outcome;
    outcome.process.out = smoke_output;
    outcome.ran_in = "glibc 2.31";
    return outcome;
  }

  os::TempFolder folder_;
  std::unique_ptr<store::Store> store_;
  Definitions definitions_;
  Recipe recipe_;
  Lock lock_;
  SilentSink events_;
  FakeSandbox sandbox_;
};

} // namespace crossroot::test
