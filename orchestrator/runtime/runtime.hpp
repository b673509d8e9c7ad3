// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/event.hpp"
#include "base/result.hpp"
#include "base/version.hpp"
#include "sandbox/sandbox.hpp"
#include "target/triplet.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::runtime {

namespace fs = std::filesystem;

/// Version of what a program run here sees; part of the key of the smoke action.
inline constexpr std::string_view k_runtime_version = "runtime-1";

/// Where the programs stand inside.
inline constexpr std::string_view k_program_folder = "/app";

/// One program to run where it will live: on the target distribution's own libraries,
/// none of the host's, without network. /tmp and cwd can be written and are gone after.
struct RuntimeSpec {
  fs::path root; ///< composed tree of the "runtime" packages; becomes /
  Triplet triplet;
  fs::path programs; ///< host folder seen read-only at k_program_folder
  std::vector<std::string>
      argv; ///< argv[0]: a name in `programs`, or an absolute path inside
  std::map<std::string, std::string> env; ///< added to PATH, HOME, LC_ALL and TZ
  std::string cwd = "/tmp";
  std::vector<sandbox::Mount> mounts; ///< further ones (run, test)
  std::string stdin_text;
  /// Answer ENOSYS to what this kernel does not have; empty: the host's kernel as it is.
  Version kernel;
  bool record_calls = false; ///< program.calls tells them; not under an emulator
  std::chrono::seconds wall_limit{60};
  std::uint64_t memory_limit_bytes = 0; ///< 0: unlimited
  std::uint64_t log_limit_bytes = std::uint64_t{64} << 20;
  bool interactive = false; ///< keep the caller's terminal
  std::function<void(std::string_view)> on_output;
};

struct RuntimeOutcome {
  sandbox::SandboxOutcome program;
  Version libc;          ///< of the root it ran in; empty where it has none
  std::string libc_name; ///< "glibc", "musl"
  std::string emulator;  ///< "qemu" for a foreign CPU, else ""
  Version kernel;        ///< the one that was asked for
  /// Whether uname tells `kernel`: an emulator can say so, a kernel only names itself.
  bool kernel_named = false;

  std::string place() const; ///< "in glibc 2.31, qemu, system calls of Linux 3.10"
};

/// A program that ran and failed is a result. Errors: environment (no sandbox, no
/// emulator for the CPU), definition (no such program; root without the loader), usage
/// (a kernel that the host's is older than; calls to record of an emulated program).
Result<RuntimeOutcome> run_in_root(sandbox::Sandbox& sandbox,
                                   const RuntimeSpec& spec,
                                   const CancelToken& cancel);

/// Whether this host's processor runs the triplet's programs by itself.
bool runs_natively(const Triplet& triplet);
/// The host's statically linked qemu-user for the triplet. Error (environment) with the
/// package to install if there is none.
Result<fs::path> find_emulator(const Triplet& triplet);

} // namespace crossroot::runtime
