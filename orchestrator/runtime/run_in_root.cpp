// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "runtime/older_kernel.hpp"
#include "runtime/runtime.hpp"
#include "sysroot/consistency.hpp"
#include "sysroot/tree_layout.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crossroot::runtime {

namespace {

constexpr std::string_view k_emulator_place = "/qemu";

Result<std::string> program_path(const RuntimeSpec& spec)
{
  if (spec.argv.empty()) {
    return Error(ErrorKind::definition, "run", "there is no command to run");
  }
  const auto& name = spec.argv.front();
  if (name.find('/') != std::string::npos) {
    return name;
  }
  std::vector<std::string> present;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(spec.programs, failed)) {
    present.push_back(entry.path().filename().string());
  }
  std::sort(present.begin(), present.end());
  if (std::binary_search(present.begin(), present.end(), name)) {
    return fmt::format("{}/{}", k_program_folder, name);
  }
  auto error = Error(ErrorKind::definition, "run",
                     fmt::format("the outputs hold no program \"{}\"", name))
                   .note("found", present.empty() ? "nothing" : join(present, ", "));
  if (const auto near = nearest(name, present)) {
    return std::move(error).hint(fmt::format("did you mean \"{}\"?", *near));
  }
  return error;
}

Error cannot_record(const Triplet& triplet)
{
  return Error(ErrorKind::usage, "record",
               fmt::format("the system calls of a {} program cannot be recorded here",
                           triplet.render()))
      .note("cause", "it runs under qemu-user, which makes calls of its own")
      .hint("record them on a host with that processor");
}

/// As uname -r has it: three numbers. Old C libraries read no fewer.
std::string release_of(const Version& kernel)
{
  auto text = kernel.render();
  for (auto dots = std::count(text.begin(), text.end(), '.'); dots < 2; ++dots) {
    text += ".0";
  }
  return text;
}

Result<Version> libc_of_root(const RuntimeSpec& spec)
{
  if (spec.triplet.libc() == Libc::musl) {
    const auto loader =
        sysroot::resolve_in_tree(spec.root, std::string(spec.triplet.facts().loader));
    auto release = loader ? sysroot::musl_version(spec.root / *loader) : Version();
    return release ? std::move(release) : Version(); // it is for people only
  }
  const auto library = sysroot::resolve_in_tree(
      spec.root, sysroot::library_folder(spec.root, spec.triplet) + "/libc.so.6");
  if (!library) {
    return Version();
  }
  return sysroot::libc_version(spec.root / *library);
}

} // namespace

std::string RuntimeOutcome::place() const
{
  const auto where = libc.empty() ? std::string("in its own root")
                                  : fmt::format("in {} {}", libc_name, libc.render());
  return where + (emulator.empty() ? "" : ", " + emulator) +
         (kernel.empty() ? "" : ", system calls of Linux " + kernel.render());
}

Result<RuntimeOutcome>
run_in_root(sandbox::Sandbox& sandbox, const RuntimeSpec& spec, const CancelToken& cancel)
{
  RuntimeOutcome outcome;
  CROSSROOT_TRY(const auto program, program_path(spec));
  CROSSROOT_TRY(outcome.libc, libc_of_root(spec));
  outcome.libc_name = spec.triplet.libc() == Libc::glibc ? "glibc" : "musl";
  sandbox::SandboxSpec inside;
  inside.root = fs::absolute(spec.root);
  inside.cwd = spec.cwd;
  inside.stdin_text = spec.stdin_text;
  inside.wall_limit = spec.wall_limit;
  inside.memory_limit_bytes = spec.memory_limit_bytes;
  inside.log_limit_bytes = spec.log_limit_bytes;
  inside.interactive = spec.interactive;
  inside.on_output = spec.on_output;
  inside.env = spec.env;
  const auto path = fmt::format("{}:/usr/bin:/bin", k_program_folder);
  inside.env.insert(
      {{"PATH", path}, {"HOME", "/tmp"}, {"LC_ALL", "C.UTF-8"}, {"TZ", "UTC"}});
  if (!spec.programs.empty()) {
    inside.mounts.push_back({sandbox::Mount::Kind::read_only, fs::absolute(spec.programs),
                             std::string(k_program_folder)});
  }
  inside.mounts.insert(inside.mounts.end(), spec.mounts.begin(), spec.mounts.end());
  if (!runs_natively(spec.triplet)) {
    CROSSROOT_TRY(const auto emulator, find_emulator(spec.triplet));
    inside.mounts.push_back(
        {sandbox::Mount::Kind::read_only, emulator, std::string(k_emulator_place)});
    if (spec.record_calls) {
      return cannot_record(spec.triplet);
    }
    inside.argv.emplace_back(k_emulator_place);
    outcome.emulator = "qemu";
    if (!spec.kernel.empty()) {
      inside.argv.insert(inside.argv.end(), {"-r", release_of(spec.kernel)});
      outcome.kernel_named = true;
    }
  }
  inside.record_calls = spec.record_calls;
  if (!spec.kernel.empty()) {
    CROSSROOT_TRY(inside.absent_calls, calls_absent_on(spec.kernel));
    outcome.kernel = spec.kernel;
  }
  inside.argv.push_back(program);
  inside.argv.insert(inside.argv.end(), spec.argv.begin() + 1, spec.argv.end());
  CROSSROOT_TRY(outcome.program, sandbox.run(inside, cancel));
  return outcome;
}

} // namespace crossroot::runtime
