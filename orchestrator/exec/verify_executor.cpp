// SPDX-License-Identifier: Apache-2.0
#include "exec/execute.hpp"
#include "exec/sandbox_setup.hpp"
#include "verify/formats.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::exec {
namespace {

/// Plain files that a build made, without C headers, which are no ELF files.
Result<std::vector<fs::path>> files_to_verify(const fs::path& bin)
{
  std::vector<fs::path> files;
  std::error_code failed;
  for (fs::recursive_directory_iterator walk(bin, failed), end; !failed && walk != end;
       walk.increment(failed)) {
    if (walk->is_regular_file() && walk->path().extension() != ".h" &&
        walk->path().extension() != ".a") {
      files.push_back(walk->path());
    }
  }
  if (failed) {
    return Error(ErrorKind::io, "io",
                 fmt::format("cannot read {}: {}", bin.string(), failed.message()));
  }
  std::sort(files.begin(), files.end());
  return files;
}

verify::Expectations expectations_of(const ActionRun& run, const TargetSpec& target)
{
  verify::Expectations expected;
  expected.triplet = target.triplet;
  expected.floor = target.floor;
  expected.abi = target.abi;
  expected.buildmode = target.go.buildmode;
  expected.runtime = target.cc.runtime;
  expected.libc_link = target.libc_link;
  expected.cpu_level = target.cpu_level;
  expected.built_here = true;
  const auto& libraries = run.input("libraries");
  const auto multiarch = target.triplet.facts().multiarch;
  expected.library_folders = {libraries / "usr/lib" / multiarch, libraries / "usr/lib"};
  expected.library_cache = verify::make_library_cache();
  expected.forbidden_paths = {run.context.store.root().string()};
  expected.as_of = run.context.as_of;
  return expected;
}

} // namespace

Result<Produced> execute_verify(const ActionRun& run)
{
  return verify_with(run, {});
}

Result<Produced> verify_with(const ActionRun& run,
                             const std::map<std::string, std::string>& causes)
{
  CROSSROOT_TRY(const auto* target, run.target());
  const auto& bin = run.input("bin");
  CROSSROOT_TRY(const auto files, files_to_verify(bin));
  auto expected = expectations_of(run, *target);
  expected.causes = causes;
  std::vector<verify::Report> reports;
  for (const auto& file : files) {
    const auto shown_as = "bin/" + file.lexically_relative(bin).string();
    CROSSROOT_TRY(auto report, verify::verify_file(file, shown_as, expected));
    reports.push_back(std::move(report));
  }
  CROSSROOT_TRY(auto folder, make_staging(run, "verify"));
  CROSSROOT_CHECK(
      os::write_file(folder.path() / "findings.json", verify::render_findings(reports)));
  return publish_as(run, "findings", std::move(folder));
}

} // namespace crossroot::exec
