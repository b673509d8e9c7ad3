// SPDX-License-Identifier: Apache-2.0
#include "exec/execute.hpp"
#include "exec/library_outputs.hpp"
#include "exec/sandbox_setup.hpp"
#include "sysroot/libraries.hpp"
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
  expected.library_folders = {libraries / "usr/lib" / multiarch, libraries / "usr/lib64",
                              libraries / "usr/lib"};
  expected.library_cache = verify::make_library_cache();
  expected.forbidden_paths = {run.context.store.root().string()};
  expected.as_of = run.context.as_of;
  return expected;
}

/// Adds what [libraries] brings to what the files may need and are looked up in. Returns
/// the names of these libraries.
Result<std::set<std::string>> add_third_party(const ActionRun& run,
                                              const TargetSpec& target,
                                              verify::Expectations& expected)
{
  if (!run.inputs.contains("third-party")) {
    return std::set<std::string>();
  }
  const auto& tree = run.input("third-party");
  const auto& bin = run.input("bin");
  CROSSROOT_TRY(auto names, third_party_names(target, tree, bin));
  if (target.libraries.link == "bundled") {
    expected.library_folders.push_back(bin);
    expected.carried.assign(names.begin(), names.end());
  }
  for (const auto& folder : sysroot::library_folders(target.triplet)) {
    expected.library_folders.push_back(tree / folder); // behind the base's own libraries
  }
  if (!expected.abi.needed_said && target.libraries.link != "bundled") {
    expected.abi.needed.insert(expected.abi.needed.end(), names.begin(), names.end());
  }
  return names;
}

/// A distribution's library beside the program is held to the floors and to the folders
/// it may be loaded from; how it was hardened is not this recipe's to say.
verify::Expectations of_bundled(verify::Expectations expected)
{
  AbiPolicy abi;
  abi.needed = expected.abi.needed;
  abi.needed_rules = expected.abi.needed_rules;
  abi.ceilings = expected.abi.ceilings;
  abi.waive = expected.abi.waive;
  expected.abi = std::move(abi);
  expected.built_here = false;
  expected.buildmode = "c-shared";
  expected.runtime = "shared";
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
  CROSSROOT_TRY(const auto third_party, add_third_party(run, *target, expected));
  std::vector<verify::Report> reports;
  for (const auto& file : files) {
    const auto name = file.lexically_relative(bin).string();
    const auto shown_as = "bin/" + name;
    const bool bundled =
        target->libraries.link == "bundled" && third_party.contains(name);
    CROSSROOT_TRY(
        auto report,
        verify::verify_file(file, shown_as, bundled ? of_bundled(expected) : expected));
    reports.push_back(std::move(report));
  }
  CROSSROOT_TRY(auto folder, make_staging(run, "verify"));
  CROSSROOT_CHECK(
      os::write_file(folder.path() / "findings.json", verify::render_findings(reports)));
  return publish_as(run, "findings", std::move(folder));
}

} // namespace crossroot::exec
