// SPDX-License-Identifier: Apache-2.0
#include "runtime/proof.hpp"
#include "support/fake_sandbox.hpp"
#include "support/make_archive.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

using namespace crossroot;
using namespace crossroot::runtime;
using test::FakeSandbox;
using test::Scratch;
using LoadResult = LoadOutcome::Result;
using Ending = sandbox::SandboxOutcome::Ending;

namespace {

LoadOutcome words(const std::string& out, const std::string& err, int code = 0)
{
  sandbox::SandboxOutcome outcome;
  outcome.out = out;
  outcome.err = err;
  outcome.code = code;
  return read_loader_words(outcome);
}

/// A root with a loader in it, a store, and a file to load.
struct Bench {
  Scratch scratch;
  std::unique_ptr<store::Store> store;
  ProofRoot root;

  explicit Bench(const std::string& loader)
  {
    auto opened = store::Store::open(scratch.path() / "store");
    REQUIRE(opened);
    store = *std::move(opened);
    scratch.file("root" + loader, "loader");
    scratch.file("root/usr/lib/x86_64-linux-gnu/libc.so.6",
                 "GNU C Library (Test) stable release version 2.31.\n");
    scratch.file("host/--help", "foreign bytes");
    scratch.file("host/secret", "of the host");
    root.tree = scratch.path() / "root";
  }

  Result<LoadOutcome> load(FakeSandbox& sandbox,
                           const std::string& triplet,
                           const std::string& interpreter) const
  {
    return load_in_root(sandbox, *store, root, *Triplet::parse(triplet),
                        scratch.path() / "host/--help", interpreter, CancelToken());
  }
};

} // namespace

TEST_SUITE_BEGIN("runtime.proof");

TEST_CASE("a trace without complaints is a load")
{
  const auto load = words("\tlinux-vdso.so.1 (0x00007f)\n"
                          "\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f)\n",
                          "");
  CHECK(load.result == LoadResult::loads);
  CHECK(load.complaint.empty());
}

TEST_CASE("a version that is missing refuses although the exit code is 0")
{
  const auto load = words("\tlibc.so.6 => /lib/libc.so.6 (0x00007f)\n",
                          "/app/program: /lib/libc.so.6: version `GLIBC_2.34' not found "
                          "(required by /app/program)\n");
  CHECK(load.result == LoadResult::refuses);
  CHECK(load.complaint ==
        "/lib/libc.so.6: version `GLIBC_2.34' not found (required by program)");
}

TEST_CASE("a library of neither libc nor gcc that is missing leaves the rest proven")
{
  const auto load = words("\tlibz.so.1 => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x)\n"
                          "undefined symbol: inflate\t(/app/program)\n",
                          "");
  CHECK(load.result == LoadResult::partly);
  CHECK(load.lacking == std::vector<std::string>{"libz.so.1"});
}

TEST_CASE("a missing library hides no missing version")
{
  const auto load = words("\tlibz.so.1 => not found\n",
                          "/app/program: /lib/libc.so.6: version `GLIBC_2.34' not found "
                          "(required by /app/program)\n");
  CHECK(load.result == LoadResult::refuses);
}

TEST_CASE("a library of the libc or gcc that is missing refuses")
{
  CHECK(words("\tlibgcc_s.so.1 => not found\n", "").result == LoadResult::refuses);
  CHECK(words("",
              "Error loading shared library libc.so.6: No such file or directory "
              "(needed by /app/program)\n",
              127)
            .result == LoadResult::refuses);
}

TEST_CASE("a symbol that nobody defines refuses")
{
  const auto glibc = words("undefined symbol: nosuch\t(/app/program)\n", "");
  CHECK(glibc.complaint == "undefined symbol: nosuch (program)");
  CHECK(glibc.result == LoadResult::refuses);
  const auto musl =
      words("", "Error relocating /app/program: nosuch: symbol not found\n", 127);
  CHECK(musl.complaint == "Error relocating program: nosuch: symbol not found");
}

TEST_CASE("a loader that dies or fails without words refuses")
{
  sandbox::SandboxOutcome dead;
  dead.ending = Ending::signalled;
  dead.code = 11;
  CHECK(read_loader_words(dead).complaint == "the loader died of signal 11");
  dead.ending = Ending::timed_out;
  CHECK(read_loader_words(dead).result == LoadResult::refuses);
  CHECK(words("", "", 1).complaint == "the loader gave exit code 1");
  CHECK(words("",
              "/app/program: error while loading shared libraries: /app/program: CPU "
              "ISA level is lower than required\n",
              127)
            .result == LoadResult::refuses);
}

TEST_CASE("the loader sees a copy of the file under a name of ours and nothing beside it")
{
  const Bench bench("/lib64/ld-linux-x86-64.so.2");
  std::string seen;
  std::size_t files = 0;
  FakeSandbox sandbox([&](const sandbox::SandboxSpec& spec) {
    const auto folder = FakeSandbox::host_of(spec, "/app");
    std::ifstream file(folder / "program");
    seen.assign(std::istreambuf_iterator<char>(file), {});
    files = static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
    return Result<sandbox::SandboxOutcome>(sandbox::SandboxOutcome());
  });
  const auto load =
      bench.load(sandbox, "x86_64-linux-gnu", "/lib64/ld-linux-x86-64.so.2");
  REQUIRE(load);
  CHECK(load->result == LoadResult::loads);
  CHECK(seen == "foreign bytes");
  CHECK(files == 1);
  const auto spec = sandbox.specs().front();
  CHECK(spec.argv.back() == "/app/program");
  CHECK(spec.env.at("LD_TRACE_LOADED_OBJECTS") == "1");
  CHECK(spec.env.at("LD_BIND_NOW") == "1");
  CHECK(spec.wall_limit <= std::chrono::seconds(60));
}

TEST_CASE("the loader of musl is asked to list and not to run")
{
  const Bench bench("/lib/ld-musl-x86_64.so.1");
  FakeSandbox sandbox([&](const sandbox::SandboxSpec&) {
    return Result<sandbox::SandboxOutcome>(sandbox::SandboxOutcome());
  });
  REQUIRE(bench.load(sandbox, "x86_64-linux-musl", "/lib/ld-musl-x86_64.so.1"));
  const auto argv = sandbox.specs().front().argv;
  CHECK(std::find(argv.begin(), argv.end(), "--list") != argv.end());
}

TEST_CASE("a loader that the root has not refuses before anything runs")
{
  const Bench bench("/lib64/ld-linux-x86-64.so.2");
  FakeSandbox sandbox([&](const sandbox::SandboxSpec&) {
    return Result<sandbox::SandboxOutcome>(sandbox::SandboxOutcome());
  });
  const auto load = bench.load(sandbox, "x86_64-linux-gnu", "/nix/store/x/ld.so");
  REQUIRE(load);
  CHECK(load->complaint == "there is no loader /nix/store/x/ld.so");
  CHECK(sandbox.runs() == 0);
}

TEST_CASE("every system that proofs are made with has a definition that can be read")
{
  const auto definitions = proof_definitions();
  REQUIRE(definitions);
  for (const auto& system : proof_systems()) {
    const auto definition = definitions->find(system.definition);
    REQUIRE(definition);
    CHECK(definition->packages.contains("runtime"));
    CHECK(definitions->keyring(*definition));
  }
  // sid is no base: a build that took it would be another tomorrow.
  CHECK_FALSE(Definitions::load({})->find("debian-sid"));
}

TEST_SUITE_END();
