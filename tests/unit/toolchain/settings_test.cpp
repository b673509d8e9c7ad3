// SPDX-License-Identifier: Apache-2.0
#include "support/golden.hpp"
#include "toolchain/toolchain.hpp"

#include <doctest/doctest.h>

TEST_SUITE_BEGIN("toolchain.settings");

using namespace crossroot;

namespace {

TargetSpec make_target(const std::string& triplet, Version floor)
{
  return {.name = "sample",
          .triplet = Triplet::parse(triplet).value(),
          .floor = {.libc = std::move(floor)},
          .libc_link = "dynamic"};
}

Definition make_toolchain()
{
  Definition toolchain;
  toolchain.name = "llvm-19";
  toolchain.tools = {{"clang", "usr/lib/llvm-19/bin/clang"},
                     {"ld.lld", "usr/lib/llvm-19/bin/ld.lld"}};
  return toolchain;
}

std::string render(const TargetSpec& target)
{
  std::string text = "[bin/CC.conf]\n";
  text += toolchain::cc_configuration(target, make_toolchain(), {"tree-1", "tree-2"});
  text += "\n[environment]\n";
  for (const auto& [name, value] : toolchain::go_environment(target)) {
    text += name + "=" + value + "\n";
  }
  text += "\n[go build]\n";
  for (const auto& argument :
       toolchain::go_build_arguments(target, {{"main.v", "1.0"}})) {
    text += argument + "\n";
  }
  text += "\n[go build std]\n";
  for (const auto& argument : toolchain::go_std_arguments(target)) {
    text += argument + "\n";
  }
  return text;
}

bool contains(const std::vector<std::string>& arguments, const std::string& wanted)
{
  for (const auto& argument : arguments) {
    if (argument.find(wanted) != std::string::npos) {
      return true;
    }
  }
  return false;
}

} // namespace

TEST_CASE("the settings of each triplet are those of the golden tables")
{
  for (const auto& facts : Triplet::all()) {
    const std::string name(facts.name);
    const auto floor = facts.libc == Libc::glibc ? Triplet::parse(name).value().baseline()
                                                 : Version{1, 2, 3};
    const auto actual = render(make_target(
        name, std::max(floor, facts.libc == Libc::glibc ? Version{2, 17} : Version{})));
    CHECK(actual == test::golden("toolchain/" + name + ".txt", actual));
  }
}

TEST_CASE("the configuration's digest changes with a tree behind an unchanged path")
{
  const auto target = make_target("x86_64-linux-gnu", {2, 17});
  const auto a = toolchain::cc_configuration(target, make_toolchain(), {"tree-1"});
  const auto b = toolchain::cc_configuration(target, make_toolchain(), {"tree-2"});
  CHECK(a.substr(0, a.find('\n')) != b.substr(0, b.find('\n')));
  CHECK(a.substr(a.find('\n')) == b.substr(b.find('\n')));
}

TEST_CASE("each program has a configuration beside it")
{
  const auto target = make_target("aarch64-linux-gnu", {2, 17});
  const auto files = toolchain::cc_folder(target, make_toolchain(), {});
  CHECK(files.size() == toolchain::cc_programs(target).size());
  CHECK(files.count("bin/aarch64-linux-gnu-cc.conf") == 1);
  CHECK(files.count("bin/aarch64-linux-gnu-c++.conf") == 1);
}

TEST_CASE("a stamp with blanks reaches the linker as one word")
{
  const auto target = make_target("x86_64-linux-gnu", {2, 17});
  const auto arguments =
      toolchain::go_build_arguments(target, {{"main.note", "two words"}});
  CHECK(contains(arguments, "-X 'main.note=two words'"));
}

TEST_CASE("several programs are built without the mode that takes one")
{
  auto target = make_target("x86_64-linux-gnu", {2, 17});
  target.go.packages = {"./cmd/a"};
  CHECK(contains(toolchain::go_build_arguments(target, {}), "-buildmode=exe"));
  target.go.packages = {"./cmd/a", "./cmd/b"};
  CHECK_FALSE(contains(toolchain::go_build_arguments(target, {}), "-buildmode=exe"));
  target.go.buildmode = "pie";
  CHECK(contains(toolchain::go_build_arguments(target, {}), "-buildmode=pie"));
}

TEST_CASE("only a dynamic program gets an interpreter")
{
  auto target = make_target("x86_64-linux-gnu", {2, 17});
  CHECK(contains(toolchain::go_build_arguments(target, {}), "-I /lib64/ld-linux"));
  target.go.cgo = "off";
  CHECK_FALSE(contains(toolchain::go_build_arguments(target, {}), "-I /lib64"));
  CHECK(toolchain::go_environment(target).at("CGO_ENABLED") == "0");
  target.go.cgo = "required";
  target.libc_link = "static";
  CHECK_FALSE(contains(toolchain::go_build_arguments(target, {}), "-I /lib64"));
  CHECK(contains(toolchain::go_build_arguments(target, {}), "-extldflags=-static"));
  target.libc_link = "dynamic";
  target.go.buildmode = "c-shared";
  CHECK_FALSE(contains(toolchain::go_build_arguments(target, {}), "-I /lib64"));
  CHECK(contains(toolchain::go_build_arguments(target, {}), "/out/bin/libsample.so"));
}

TEST_CASE("the recipe's flags are the last word and the environment holds no other")
{
  auto target = make_target("x86_64-linux-gnu", {2, 17});
  target.cc.cflags = {"-O3", "-DNAME=a b"};
  target.cc.cxxflags = {"-std=c++20"};
  target.go.ldflags = {"-s", "-w"};
  const auto environment = toolchain::go_environment(target);
  CHECK(environment.at("CGO_CFLAGS") == "-O3 '-DNAME=a b'");
  CHECK(environment.at("CGO_CXXFLAGS") == "-O3 '-DNAME=a b' -std=c++20");
  CHECK(environment.at("CGO_LDFLAGS").empty());
  CHECK(contains(toolchain::go_build_arguments(target, {}), "-s -w"));
}

TEST_CASE("a build mode that cannot be made is refused with its remedy")
{
  auto target = make_target("x86_64-linux-gnu", {2, 17});
  auto tools = make_toolchain();
  const auto refusal = [&] {
    const auto result = toolchain::check_output(target, tools, "crossroot.toml");
    return result ? std::string() : result.error().render();
  };
  for (const auto* mode : {"exe", "pie", "c-shared", "c-archive"}) {
    target.go.buildmode = mode;
    CHECK(refusal().empty());
  }
  target.libc_link = "static";
  for (const auto* mode : {"exe", "pie", "c-archive"}) {
    target.go.buildmode = mode;
    CHECK(refusal().empty());
  }
  target.go.buildmode = "c-shared";
  CHECK(refusal().find("leave libc-link out") != std::string::npos);
}

TEST_CASE("a sanitizer without a runtime is refused with the reason")
{
  auto tools = make_toolchain();
  const auto refusal = [&](const char* triplet, const char* sanitizer, auto&& change) {
    auto target = make_target(triplet, {2, 34});
    target.go.sanitize = sanitizer;
    change(target);
    const auto result = toolchain::check_output(target, tools, "crossroot.toml");
    return result ? std::string() : result.error().render();
  };
  const auto as_it_is = [](TargetSpec&) {};
  CHECK(refusal("x86_64-linux-gnu", "race", as_it_is).empty());
  CHECK(refusal("s390x-linux-gnu", "race", as_it_is).empty());
  CHECK(refusal("i686-linux-gnu", "race", as_it_is).find("not for 386") !=
        std::string::npos);
  CHECK(refusal("x86_64-linux-musl", "race", as_it_is).find("built for glibc") !=
        std::string::npos);
  CHECK(refusal("x86_64-linux-gnu", "race", [](TargetSpec& t) {
          t.go.cgo = "off";
        }).find("go.cgo is off") != std::string::npos);
  CHECK(refusal("x86_64-linux-gnu", "race", [](TargetSpec& t) {
          t.libc_link = "static";
        }).find("a libc that is loaded") != std::string::npos);
  CHECK(refusal("x86_64-linux-gnu", "address", as_it_is).find("toolchain llvm-19") !=
        std::string::npos);
  tools.packages["base"] = {"clang-19", "libclang-rt-19-dev"};
  CHECK(refusal("x86_64-linux-gnu", "address", as_it_is).empty());
  CHECK(refusal("riscv64-linux-gnu", "memory", as_it_is).find("not for riscv64") !=
        std::string::npos);
}

TEST_CASE("a sanitizer reaches the standard library and the program")
{
  auto target = make_target("x86_64-linux-gnu", {2, 17});
  target.go.sanitize = "race";
  CHECK(contains(toolchain::go_build_arguments(target, {}), "-race"));
  CHECK(contains(toolchain::go_std_arguments(target), "-race"));
}

TEST_CASE("an archive is made by the target's own archiver")
{
  auto target = make_target("s390x-linux-gnu", {2, 34});
  CHECK_FALSE(contains(toolchain::go_build_arguments(target, {}), "-extar"));
  target.go.buildmode = "c-archive";
  CHECK(contains(toolchain::go_build_arguments(target, {}),
                 "-extar /cc/bin/s390x-linux-gnu-ar"));
}

TEST_CASE("a static program that moves is linked to move itself")
{
  auto target = make_target("x86_64-linux-gnu", {2, 31});
  target.libc_link = "static";
  target.go.buildmode = "pie";
  CHECK(contains(toolchain::go_build_arguments(target, {}), "-extldflags=-static-pie"));
}

TEST_CASE("the CPU level of a target reaches go and the name that clang takes")
{
  auto target = make_target("x86_64-linux-gnu", {2, 17});
  CHECK(toolchain::go_environment(target).at("GOAMD64") == "v1");
  target.cpu_level = "v3";
  CHECK(toolchain::go_environment(target).at("GOAMD64") == "v3");
  auto soft = make_target("arm-linux-gnueabi", {2, 34});
  soft.cpu_level = "7,softfloat";
  CHECK(toolchain::go_environment(soft).at("GOARM") == "7,softfloat");
  CHECK(toolchain::cc_configuration(soft, make_toolchain(), {})
            .find("\ntarget armv7-unknown-linux-gnueabi\n") != std::string::npos);
}

TEST_CASE("flags that would break a build's promises are refused with their origin")
{
  const auto refused = [](auto&& change) {
    auto target = make_target("x86_64-linux-gnu", {2, 17});
    change(target);
    const auto result = toolchain::check_flags(target, "crossroot.toml");
    return result ? std::string() : result.error().render();
  };
  CHECK(refused([](TargetSpec&) {}).empty());
  CHECK(refused([](TargetSpec& t) {
          t.cc.cflags = {"-O2", "-march=x86-64-v3"};
        }).empty());
  CHECK(refused([](TargetSpec& t) { t.cc.ldflags = {"-Wl,-Bsymbolic"}; }).empty());
  CHECK(refused([](TargetSpec& t) { t.go.ldflags = {"-s", "-X main.a=b"}; }).empty());
  const auto text = refused([](TargetSpec& t) {
    t.cc.cflags = {"-O2", "-march=native"};
  });
  CHECK(text.find("crossroot.toml") != std::string::npos);
  CHECK(text.find("-march=native in cc.cflags") != std::string::npos);
  for (const std::string flag :
       {"-fplugin=x.so", "--config=x", "-B/usr/lib", "-load", "-Xclang -load",
        "-fuse-ld=gold", "--sysroot=/", "@file"}) {
    CHECK_FALSE(refused([&](TargetSpec& t) { t.cc.cxxflags = {flag}; }).empty());
    CHECK_FALSE(refused([&](TargetSpec& t) { t.cc.ldflags = {flag}; }).empty());
  }
  CHECK_FALSE(refused([](TargetSpec& t) { t.go.ldflags = {"-extld=gcc"}; }).empty());
  const auto other_cxx = [](TargetSpec& t) { t.cc.cxxflags = {"-stdlib=libc++"}; };
  CHECK(refused(other_cxx).find("libstdc++ is linked into") != std::string::npos);
  CHECK(refused([&](TargetSpec& t) {
          other_cxx(t);
          t.libraries.packages = {"libc++-19-dev"};
        }).empty());
}

TEST_SUITE_END();
