// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/event.hpp"
#include "base/result.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::sandbox {

namespace fs = std::filesystem;

/// One thing that the inside may see.
struct Mount {
  enum class Kind : std::uint8_t { read_only, writable };
  Kind kind = Kind::read_only;
  fs::path host;      ///< file or folder
  std::string inside; ///< absolute, fixed: /src /go /sysroot /cc …
};

/// System calls that answer ENOSYS, as on a kernel that does not have them yet.
struct AbsentCalls {
  std::uint32_t architecture = 0; ///< AUDIT_ARCH_… of the programs that it holds for
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges; ///< first and last number
};

/// Everything one action may see. What is not listed does not exist inside: no host
/// path, no network, no inherited variable or descriptor.
struct SandboxSpec {
  fs::path root; ///< tree that becomes / (usr, bin → usr/bin, etc …), read-only
  /// argv[0] is an absolute path inside; empty: start nothing.
  std::vector<std::string> argv;
  std::map<std::string, std::string> env; ///< the whole environment; a map, so sorted
  std::string cwd = "/";
  std::vector<Mount> mounts; ///< mounted over root in order
  std::string stdin_text;
  std::chrono::seconds wall_limit{3600};
  std::uint64_t memory_limit_bytes = 0; ///< 0: unlimited
  std::uint64_t log_limit_bytes = std::uint64_t{64} << 20;
  bool interactive = false; ///< keep the caller's terminal (shell, run)
  /// The only way out, if set: connections to 127.0.0.1:8080 inside are carried to this
  /// Unix socket outside (the module relay). Nothing else of the network exists.
  std::optional<fs::path> relay_socket;
  std::vector<AbsentCalls> absent_calls; ///< an architecture each; none for builds
  bool record_calls = false; ///< tell which system calls were made; slower by much
  /// Pieces of stdout and stderr as they come.
  std::function<void(std::string_view)> on_output;
};

struct SandboxOutcome {
  enum class Ending : std::uint8_t { exited, signalled, timed_out, log_limit, cancelled };
  Ending ending = Ending::exited;
  int code = 0; ///< exit code or signal number
  std::string out;
  std::string err;
  /// Audit architecture and number, sorted; what the sandbox itself refuses is not seen.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> calls;
  bool succeeded() const { return ending == Ending::exited && code == 0; }
};

/// Runs a program in isolation. Tests use a fake.
class Sandbox {
public:
  virtual ~Sandbox() = default;
  /// Blocks until the process and all its descendants are gone. An Error (kind
  /// environment) means that the sandbox could not be set up and nothing ran, with
  /// cause and remedy; a program that ran and failed is a *result*. Thread-safe.
  virtual Result<SandboxOutcome> run(const SandboxSpec& spec,
                                     const CancelToken& cancel) = 0;
  /// The uid and gid on the host that own what is written inside (an unprivileged one
  /// if we are root). Writable mounts must belong to it.
  virtual std::uint32_t owner_uid() const = 0;
};

/// What is part of action keys in place of the inner executable's bytes: changes
/// whenever the sandbox's policy changes what a build may see.
inline constexpr std::string_view k_policy_version = "sandbox-2";

struct SandboxSettings {
  fs::path inner;   ///< our static executable on the host, readable by the dropped uid
  fs::path scratch; ///< folder for control sockets and the like; exists
};

/// bwrap makes the namespaces, inner does what bwrap does not (facts: namespaces, no
/// network, all capabilities dropped, seccomp, rlimits). Fails closed. Landlock is added
/// where the kernel has it; limits are rlimits, of each process, not of the whole tree.
Result<std::unique_ptr<Sandbox>> make_bwrap_sandbox(const SandboxSettings& settings);

/// The version of Landlock that this host adds to the sandbox; 0: none, and the sandbox
/// does without.
int landlock_version();

/// Whether this host can make the sandbox: sets up the very same one around nothing.
Result<void> check_sandbox(const SandboxSettings& settings, const CancelToken& cancel);

} // namespace crossroot::sandbox
