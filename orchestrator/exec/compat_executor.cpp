// SPDX-License-Identifier: Apache-2.0
//
// The compat archive is compiled, so it is an action like any other: the pinned clang,
// in the sandbox, against the floored headers that its users will see. All sources are
// compiled by one clang process; the archive is written by us, since an `ar` would be one
// more tool to pin and its index one more thing to compare.
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
  CROSSROOT_CHECK(os::make_folders(folder));
  for (const auto& source : sources) {
    CROSSROOT_CHECK(os::write_file(folder / (source.name + ".c"), source.text));
  }
  return {};
}

Result<void> compile(const ActionRun& run,
                     const TargetSpec& target,
                     const std::vector<sysroot::CompatSource>& sources,
                     const fs::path& source_folder,
                     const fs::path& objects)
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
  spec.argv.emplace_back("-c");
  for (const auto& source : sources) {
    spec.argv.push_back("/src/" + source.name + ".c");
  }
  spec.env = {{"PATH", "/usr/bin"}, {"TMPDIR", "/tmp"}};
  spec.cwd = toolchain::k_out;
  using Kind = sandbox::Mount::Kind;
  spec.mounts = {
      {Kind::read_only, run.input("sysroot"), std::string(toolchain::k_sysroot)},
      {Kind::read_only, source_folder, std::string(toolchain::k_source)},
      {Kind::writable, objects, std::string(toolchain::k_out)}};
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
  CROSSROOT_TRY(const auto objects,
                make_writable_folder(run.context, work.path(), "out"));
  if (!sources.empty()) {
    CROSSROOT_CHECK(write_sources(sources, work.path() / "src"));
    CROSSROOT_CHECK(compile(run, *target, sources, work.path() / "src", objects));
  }
  std::vector<fs::path> members; // in the order of the sources, which is by name
  for (const auto& source : sources) {
    members.push_back(objects / (source.name + ".o"));
  }
  CROSSROOT_TRY(auto folder, make_staging(run, "compat"));
  CROSSROOT_CHECK(
      sysroot::write_object_archive(members, folder.path() / "libcrossroot-compat.a"));
  return publish_as(run, "tree", std::move(folder));
}

} // namespace crossroot::exec
