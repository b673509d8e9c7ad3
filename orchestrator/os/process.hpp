// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/event.hpp"
#include "base/result.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::os {

/// One program to run. There is no shell: argv goes to the kernel as it is.
struct Command {
  std::vector<std::string> argv; ///< argv[0] without a slash is looked up in PATH
  /// The whole environment; nothing: inherit ours.
  std::optional<std::map<std::string, std::string>> env;
  std::filesystem::path cwd; ///< empty: ours
  std::string stdin_text;    ///< then end of file
  /// Child's number → ours; all others but 0-2 are closed.
  std::map<int, int> descriptors;
  bool inherit_terminal = false; ///< stdin, stdout, stderr are ours (shell, run)
  /// Of each stream; then killed.
  std::uint64_t output_limit_bytes = std::uint64_t{64} << 20;
  std::chrono::seconds wall_limit{0}; ///< 0: none; then SIGKILL to the group
  /// Drop to it, to the same gid and to no other group first.
  std::optional<std::uint32_t> as_uid;
  /// Asks the program to end by itself before it is killed: called once on cancellation
  /// or limit; the group is killed `stop_grace` later if it still runs.
  std::function<void()> ask_to_stop;
  std::chrono::milliseconds stop_grace{5000};
  /// Called with pieces of either stream as they come, from the running thread.
  std::function<void(std::string_view)> on_output;
};

struct ProcessOutcome {
  enum class Ending : std::uint8_t {
    exited,
    signalled,
    timed_out,
    output_limit,
    cancelled
  };
  Ending ending = Ending::exited;
  int code = 0; ///< exit code, or the signal's number
  std::string out;
  std::string err;
  bool succeeded() const { return ending == Ending::exited && code == 0; }
};

/// Runs the program in a process group of its own and waits for it; the whole group is
/// killed on cancellation or limit, when the program ends, and when we die. An Error
/// means that nothing ran. Thread-safe.
Result<ProcessOutcome> run_process(const Command& command, const CancelToken& cancel);

/// The full path of a program in PATH.
std::optional<std::filesystem::path> find_program(std::string_view name);

} // namespace crossroot::os
