// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exec/execute.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crossroot::exec {

/// A staging folder of the store that the sandbox's uid can pass through and nobody else:
/// whatever modes a build gives to what it makes in there, no other user meets it.
Result<os::TempFolder> make_staging(const ActionRun& run, std::string_view purpose);

/// parent/name, writable for what runs in the sandbox and for nobody else.
Result<fs::path> make_writable_folder(const ExecContext& context,
                                      const fs::path& parent,
                                      std::string_view name);
/// Gives one file or folder to the uid of the sandbox, if that is not ours.
Result<void> give_to_sandbox(const ExecContext& context, const fs::path& path);

/// The folder that becomes /cc: CC's configuration and the inner executable under each
/// of CC's names.
Result<fs::path>
make_cc_folder(const ActionRun& run, const TargetSpec& target, const fs::path& parent);

/// A list as a setting's value, and back. JSON keeps every byte of an argument.
std::string encode_list(const std::vector<std::string>& words);
std::vector<std::string> decode_list(std::string_view text);
/// The settings "env.NAME" as an environment.
std::map<std::string, std::string> environment_of(const Action& action);

/// What the program printed, both streams, as it becomes a log.
std::string log_of(const sandbox::SandboxOutcome& outcome);
/// "exit code 1", "killed by signal 9", "ran longer than an hour" …
std::string ending_of(const sandbox::SandboxOutcome& outcome);
/// The last lines of a log that say something, for an Error's notes.
std::vector<std::string> last_lines(std::string_view log, std::size_t count);
/// The Error (build) of a program that ran and failed; keeps its log in the store.
Error build_failure(const ActionRun& run,
                    std::string_view program,
                    const sandbox::SandboxOutcome& outcome);

} // namespace crossroot::exec
