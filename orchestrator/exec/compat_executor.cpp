// SPDX-License-Identifier: Apache-2.0
//
// The compat archive is compiled, so it is an action like any other: the pinned clang,
// in the sandbox, against the floored headers that its users will see. The archive is
// written by us, since an `ar` would be one more tool to pin and its index one more thing
// to compare.
//
// There are hundreds of small sources, and `clang -c` starts a compiler for each, whose
// start takes five times as long as the work. One compiler (what the driver calls cc1)
// takes any number of files, and names each object after its source if it is given no
// name. The driver lets it go without one under -fsyntax-only; -Xclang then asks for
// objects, and brings the further files. The bytes are those of `clang -c`.
#include "exec/execute.hpp"
#include "exec/sandbox_setup.hpp"
#include "sysroot/sysroot.hpp"
#include "toolchain/toolchain.hpp"

#include <fmt/format.h>

namespace crossroot::exec {
namespace {

Result<void> write_sources(const std::vector<sysroot::CompatSource>& sources,
                           const fs::path& folder)
{
  for (const auto& source : sources) {
    CROSSROOT_CHECK(os::write_file(folder / (source.name + ".c"), source.text));
  }
  return {};
}

/// Leaves NAME.o beside each /out/NAME.c.
Result<void> compile(const ActionRun& run,
                     const TargetSpec& target,
                     const std::vector<sysroot::CompatSource>& sources,
                     const fs::path& folder)
{
  CROSSROOT_TRY(const auto toolchain, run.context.definitions.find(target.cc.toolchain));
  const auto clang = toolchain.tools.find("clang");
  if (clang == toolchain.tools.end()) {
    return Error(ErrorKind::definition, "definition",
                 fmt::format("toolchain {} names no clang", toolchain.name));
  }
  sandbox::SandboxSpec spec;
  spec.root = run.input("toolchain");
  spec.argv = {"/" + clang->second};
  for (auto& flag : sysroot::compat_flags(target.triplet, target.floor)) {
    spec.argv.push_back(std::move(flag));
  }
  for (const std::string_view word : {"-fsyntax-only", "-Xclang", "-emit-obj"}) {
    spec.argv.emplace_back(word);
  }
  for (const auto& source : sources) {
    if (&source != &sources.front()) {
      spec.argv.emplace_back("-Xclang");
    }
    spec.argv.push_back(fmt::format("{}/{}.c", toolchain::k_out, source.name));
  }
  spec.env = {{"PATH", "/usr/bin"}, {"TMPDIR", "/tmp"}};
  spec.cwd = toolchain::k_out;
  using Kind = sandbox::Mount::Kind;
  spec.mounts = {
      {Kind::read_only, run.input("sysroot"), std::string(toolchain::k_sysroot)},
      {Kind::writable, folder, std::string(toolchain::k_out)}};
  CROSSROOT_TRY(const auto outcome, run.context.sandbox.run(spec, run.context.cancel));
  if (!outcome.succeeded()) {
    return build_failure(run, "clang", outcome);
  }
  return {};
}

} // namespace

Result<Produced> execute_compat(const ActionRun& run)
{
  CROSSROOT_TRY(const auto* target, run.target());
  CROSSROOT_TRY(const auto sources,
                sysroot::compat_sources(target->triplet, target->floor));
  CROSSROOT_TRY(auto work, make_staging(run, "compat-work"));
  CROSSROOT_TRY(const auto compiled,
                make_writable_folder(run.context, work.path(), "out"));
  if (!sources.empty()) {
    CROSSROOT_CHECK(write_sources(sources, compiled));
    CROSSROOT_CHECK(compile(run, *target, sources, compiled));
  }
  std::vector<fs::path> members; // in the order of the sources, which is by name
  for (const auto& source : sources) {
    members.push_back(compiled / (source.name + ".o"));
  }
  CROSSROOT_TRY(auto folder, make_staging(run, "compat"));
  CROSSROOT_CHECK(
      sysroot::write_object_archive(members, folder.path() / "libcrossroot-compat.a"));
  return publish_as(run, "tree", std::move(folder));
}

} // namespace crossroot::exec
